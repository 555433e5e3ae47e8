#!/usr/bin/python3 -B
"""The directory's lock in other hands: of a stopped writer, of a killed one, of a user who may only read.

Run by hand: tests/concurrency/lock_held_test.py bazel-bin/tools/promfile
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from promfile import PLAIN_ENVIRONMENT, Tally, binary, content, listing  # noqa: E402

OLD = b"m 1\n"
NOBODY = 65534
LOCKS = "import fcntl, os, sys; f = os.open(sys.argv[1], int(sys.argv[2])); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); input()"


class Directory:
    """A textfile directory with x.prom, open to every reader."""

    def __enter__(self):
        self.root = tempfile.mkdtemp(prefix="promfile-held-")
        os.chmod(self.root, 0o755)
        self.path = os.path.join(self.root, "textfiles")
        os.mkdir(self.path, 0o755)
        assert self.promfile("write", "x", stdin=OLD).wait() == 0
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.path, name)

    def promfile(self, command, *words, stdin=b"", prefix=()):
        given = tempfile.TemporaryFile()
        given.write(stdin)
        given.seek(0)
        with given:
            return subprocess.Popen([*prefix, binary(), command, "-d", self.path, *words], stdin=given, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, env=PLAIN_ENVIRONMENT)


def ended(process, seconds=60):
    """(exit code, standard output, standard error)"""
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out.decode(), err.decode()


def stopped_writer(directory):
    """A promfile that has stopped with the lock in hand, its file complete and not yet renamed. None where none can be made."""
    if not shutil.which("strace"):
        return None
    handle, log = tempfile.mkstemp(dir=directory.root)
    os.close(handle)
    # -D: promfile is our own child, the tracer stands beside.
    writer = directory.promfile("write", "x", stdin=b"m 2\n", prefix=["strace", "-D", "-qq", "-o", log, "-e", "trace=fsync",
                                                                     "-e", "inject=fsync:signal=STOP:when=1"])
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if writer.poll() is not None:
            return None
        if b"stopped by SIGSTOP" in (content(log) or b""):
            return writer
        time.sleep(0.01)
    writer.kill()
    return None


def check_stopped(tally, directory):
    topic = "a stopped writer"
    writer = stopped_writer(directory)
    if writer is None:
        tally.not_checked("a promfile that is stopped while it holds the lock: strace is missing or may not trace")
        return
    began = time.monotonic()
    waiting = {
        "write": directory.promfile("write", "x", stdin=b"m 3\n"),
        "write of another file": directory.promfile("write", "y", stdin=b"n 1\n"),
        "report": directory.promfile("report", "--exit-code=0", "j"),
        "declare": directory.promfile("declare", "--every=1d", "k"),
    }
    job = directory.promfile("run", "l", "--", "sh", "-c", "echo ran; exit 3")
    for what, process in waiting.items():
        code, _, err = ended(process)
        tally.expect(topic, what + " gives up: exit 75", code == 75, (code, err))
        tally.expect(topic, what + " says why and what to do",
                     "cannot lock '%s': locked by another process, waited 10s: try again, or look for a stopped writer\n"
                     % directory.file(".promfile.lock") in err, err)
        still = "the previous file is still in place" if what == "write" else "there was no previous file"
        tally.expect(topic, what + " says what still holds", still in err, err)
    took = time.monotonic() - began
    tally.expect(topic, "ten seconds are waited, not less and not for ever", 9.5 < took < 60, took)
    tally.expect(topic, "the old bytes", content(directory.file("x.prom")) == OLD)
    done = subprocess.run([binary(), "check", "--no-lint", directory.path], stdout=subprocess.PIPE, env=PLAIN_ENVIRONMENT, check=False)
    tally.expect(topic, "readers need no lock", done.returncode == 0, done)

    os.kill(writer.pid, signal.SIGCONT)
    code, _, err = ended(writer)
    tally.expect(topic, "goes on where it stood", code == 0 and content(directory.file("x.prom")) == b"m 2\n", (code, err))
    code, out, err = ended(job)
    tally.expect(topic, "run: the job runs, and its code comes back", (code, out) == (3, "ran\n"), (code, out, err))
    tally.expect(topic, "run: told that its beginning was not published", "locked by another process" in err, err)
    tally.expect(topic, "run: its end is published", b'result="failure"} 1\n' in (content(directory.file("l.prom")) or b""), err)
    code, _, err = ended(directory.promfile("write", "x", stdin=b"m 4\n"))
    tally.expect(topic, "and the next one", code == 0 and content(directory.file("x.prom")) == b"m 4\n", (code, err))


def holder(path, flags=os.O_RDWR, prefix=()):
    """A process that holds flock() on `path`; None if it may not."""
    process = subprocess.Popen([*prefix, "/usr/bin/python3", "-c", LOCKS, path, str(flags)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    if process.stdout.readline() == b"held\n":
        return process
    process.wait()
    return None


def leftovers(directory):
    return sum(name.endswith(b".tmp") for name in listing(directory.path))


def check_killed(tally, directory):
    topic = "a killed writer"
    holding = holder(directory.file(".promfile.lock"))
    waiting = directory.promfile("write", "x", stdin=b"m 5\n")
    time.sleep(0.5)
    tally.expect(topic, "is waited for", waiting.poll() is None)
    holding.kill()
    began = time.monotonic()
    code, _, err = ended(waiting)
    took = time.monotonic() - began
    holding.wait()
    tally.expect(topic, "the next one goes on at once", code == 0 and took < 5, (code, took, err))
    tally.expect(topic, "with its own text", content(directory.file("x.prom")) == b"m 5\n")
    print("%d ms after the kill" % (took * 1000))

    writer = stopped_writer(directory)
    if writer is None:
        tally.not_checked("a promfile that is killed while it holds the lock: strace is missing or may not trace")
        return
    tally.expect(topic, "has a temporary file", leftovers(directory) == 1, listing(directory.path))
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate()
    tally.expect(topic, "changes nothing", content(directory.file("x.prom")) == b"m 5\n")
    code, _, err = ended(directory.promfile("write", "x", stdin=b"m 6\n"))
    tally.expect(topic, "leaves nothing that the next one does not remove", code == 0 and leftovers(directory) == 0,
                 (code, err, listing(directory.path)))


def check_unprivileged(tally, directory):
    topic = "a user who can only read"
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        tally.not_checked("a user who can only read the directory: not root")
        return
    nobody = ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"]
    run = directory.promfile("run", "--lock", "j", "--", "true")
    tally.expect(topic, "there is a lock for runs", ended(run)[0] == 0)
    locks = [name.decode() for name in os.listdir(os.fsencode(directory.path)) if name.endswith(b".lock")]
    tally.expect(topic, "the locks are there", sorted(locks) == [".promfile-run-j.lock", ".promfile.lock"], locks)
    for name in locks:
        for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
            tally.expect(topic, "cannot open %s (%d)" % (name, flags), holder(directory.file(name), flags, nobody) is None)
    holding = [holder(path, os.O_RDONLY, nobody) for path in (directory.path, directory.file("x.prom"), directory.file("j.prom"))]
    tally.expect(topic, "can lock what it can read", all(holding), holding)
    began = time.monotonic()
    for what, process, wanted in (("write", directory.promfile("write", "x", stdin=b"m 7\n"), 0),
                                  ("run --lock", directory.promfile("run", "--lock", "--strict", "j", "--", "true"), 0),
                                  ("report", directory.promfile("report", "--exit-code=1", "j"), 0)):
        code, _, err = ended(process)
        tally.expect(topic, "does not hold up " + what, code == wanted and err == "", (code, err))
    took = time.monotonic() - began
    tally.expect(topic, "for a moment even", took < 9, took)
    for process in filter(None, holding):
        process.kill()
        process.communicate()


def main():
    tally = Tally()
    with Directory() as directory:
        check_stopped(tally, directory)
        check_killed(tally, directory)
        check_unprivileged(tally, directory)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
