#!/usr/bin/python3 -B
"""With less and less of each resource: old or new, a message, the right exit code, no litter; and the job still runs.

The second argument is a job that can do with next to nothing.

Run by hand: tests/bounds/resources_test.py bazel-bin/tools/promfile bazel-bin/tests/bounds/frugal_job
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

from limited import OLD, Limited, Tally, content, listing

KIB = 1024
NEW = b"# HELP new What is published.\n# TYPE new gauge\n" + b"".join(b'new{n="%d"} 1\n' % n for n in range(500))
NOBODY = 65534
FAILURES = {70, 73, 74}
# What may stand beside the target, and who locks what.
STAYS = {b"j.prom", b"x.prom", b"y.prom", b"promfile.prom", b".promfile-run-j.lock"}
OTHER = b"# HELP other Another producer's.\n# TYPE other gauge\nother 1\n"


class Sweep:
    """Runs every command with each value of a limit."""

    def __init__(self, tally, limited, topic, why):
        self._tally = tally
        self._limited = limited
        self._topic = topic
        self._why = why  # a pattern that every failure's message has
        self.seen = {}
        self.runs = 0

    def _expect(self, what, ok, seen):
        self._tally.expect(self._topic, what, ok, seen)

    def _begin(self):
        self._limited.reset()
        with open(self._limited.file("y.prom"), "wb") as file:
            file.write(OTHER)

    def _end(self, what, done):
        self.runs += 1
        names = set(listing(self._limited.directory))
        self._expect(what + ": no litter", names <= STAYS, (names, done))
        self._expect(what + ": the other file is as it was", content(self._limited.file("y.prom")) == OTHER, done)
        self._expect(what + ": no signal, no hang", done.code is not None and done.code >= 0, done)

    def write(self, name, *words, **limits):
        """promfile write x, however it gets NEW."""
        self._begin()
        done = self._limited.run("write", "-d", self._limited.directory, "x", *words, stdin=NEW, **limits)
        what = "%s, write %s" % (name, " ".join(words))
        now = content(self._limited.file("x.prom"))
        # What COMMAND cannot do for want of the resource is its own failure, and its code comes back.
        allowed = FAILURES | ({1, 2, 126, 127} if words else set())
        self._expect(what + ": published, or a code that says why not", done.code == 0 or done.code in allowed, done)
        self._expect(what + ": the %s bytes" % ("new" if done.code == 0 else "old"), now == (NEW if done.code == 0 else OLD), done)
        if done.code == 0:
            self._expect(what + ": says nothing", done.err == "", done)
        else:
            still = "still in place" in done.err or "cannot open the textfile directory" in done.err
            self._expect(what + ": says why, and what still holds", (words or re.search(self._why, done.err)) and still, done)
        self._end(what, done)
        self.seen.setdefault("write", set()).add(done.code)
        return done

    def run(self, name, *options, **limits):
        """promfile run j, with a job that can do with what is left."""
        self._begin()
        with tempfile.TemporaryFile() as ran:
            done = self._limited.run("run", "-d", self._limited.directory, *options, "j", "--", self._limited.root + "/job", stdin=ran, **limits)
            times = os.fstat(ran.fileno()).st_size
        what = "%s, run %s" % (name, " ".join(options))
        self._expect(what + ": the job ran once", times == 1, (times, done))
        self._expect(what + ": its exit code comes back", done.code == 7, done)
        text = content(self._limited.file("j.prom")) or b""
        published = b'result="failure"} 1\n' in text and b'_running{name="j"} 0\n' in text
        if not published:
            self._expect(what + ": says why it is not published", re.search(self._why, done.err), done)
        self._end(what, done)
        self.seen.setdefault("run", set()).add("published" if published else "not published")
        return done

    def report(self, topic):
        print("%s: %d runs; %s" % (topic, self.runs, {key: sorted(value) for key, value in self.seen.items()}), flush=True)


def check_memory(tally, limited):
    """RLIMIT_AS, from where the kernel or the C library cannot even start a program."""
    sweep = Sweep(tally, limited, "RLIMIT_AS", "out of memory|cannot allocate memory")
    roughly = next(kib for kib in range(1024, 1 << 20, 128)
                   if limited.run("--version", limits=[(resource.RLIMIT_AS, kib * KIB)]).code == 0)
    starts = None
    for kib in (*range(roughly - 384, roughly + 640, 32), *range(roughly + 640, roughly + 4096, 512), 65536):
        value = kib * KIB
        limit = {"limits": [(resource.RLIMIT_AS, value)]}
        limited.reset()
        done = limited.run("--version", **limit)
        lives = done.code in (0, 70)
        if not lives:
            tally.expect("RLIMIT_AS", "%d KiB: where one start fails, no smaller one succeeds" % (value // KIB), starts is None, done)
            done = limited.run("write", "-d", limited.directory, "x", stdin=NEW, **limit)
            tally.expect("RLIMIT_AS", "%d KiB: what cannot start changes nothing" % (value // KIB),
                         done.code != 0 and content(limited.file("x.prom")) == OLD and listing(limited.directory) == [b"x.prom"], done)
            continue
        starts = starts or value
        name = "RLIMIT_AS %d KiB" % (value // KIB)
        sweep.write(name, **limit)
        sweep.run(name, **limit)
        sweep.run(name, "--metrics", "--quiet-on-success", "--timeout=1m", "--lock", **limit)
    print("RLIMIT_AS: from %s KiB on a program starts" % (starts and starts // KIB))
    sweep.report("RLIMIT_AS")
    tally.expect("RLIMIT_AS", "too little and enough were both tried", sweep.seen == {
        "write": {0, 70}, "run": {"published", "not published"}}, sweep.seen)


def check_descriptors(tally, limited):
    sweep = Sweep(tally, limited, "RLIMIT_NOFILE", "too many open files")
    for value in range(13):
        name = "RLIMIT_NOFILE %d" % value
        limit = {"limits": [(resource.RLIMIT_NOFILE, value)]}
        sweep.write(name, **limit)
        sweep.write(name, "--", "cat", limited.root + "/new", **limit)
        for options in ([], ["--lock"], ["--metrics"], ["--quiet-on-success"]):
            sweep.run(name, *options, **limit)
    sweep.report("RLIMIT_NOFILE")


def check_file_size(tally, limited):
    sweep = Sweep(tally, limited, "RLIMIT_FSIZE", "file too large")
    for value in (0, 1, len(NEW) - 1, len(NEW), len(NEW) + 1, 1 << 20):
        name = "RLIMIT_FSIZE %d" % value
        limit = {"limits": [(resource.RLIMIT_FSIZE, value)], "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        done = sweep.write(name, **limit)
        tally.expect("RLIMIT_FSIZE", name + ": published if it fits", (done.code == 0) == (value >= len(NEW)), done)
    sweep.report("RLIMIT_FSIZE")

    for value in (0, 1, 100, 1 << 20):
        for options in ([], ["--metrics", "--quiet-on-success"]):
            limited.reset(None)
            done = limited.run("run", "-d", limited.directory, *options, "j", "--", "sh", "-c", "echo ran; exit 3",
                               limits=[(resource.RLIMIT_FSIZE, value)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            what = "RLIMIT_FSIZE %d, run %s" % (value, " ".join(options))
            tally.expect("RLIMIT_FSIZE", what + ": the job runs, its output is shown, its code comes back", done[:2] == (3, b"ran\n"), done)
            published = b'result="failure"} 1\n' in (content(limited.file("j.prom")) or b"")
            tally.expect("RLIMIT_FSIZE", what + ": published if it fits, else says why", published if value > 100 else "file too large" in done.err, done)
            tally.expect("RLIMIT_FSIZE", what + ": no litter", set(listing(limited.directory)) <= {b"j.prom", b"promfile.prom"}, done)

    # The job has the limit, and the signal that comes with it, as without us.
    for value in (512, 4096):
        limited.reset(None)
        script = "ulimit -f; dd if=/dev/zero of=%s/big bs=8192 count=1 2>&1" % limited.root
        words = ["sh", "-c", script + "; exit $?"]
        plain = subprocess.run(["sh", "-c", "ulimit -f %d; exec \"$@\"" % (value // 512), "sh", *words], stdout=subprocess.PIPE, check=False)
        done = limited.run("run", "-d", limited.directory, "j", "--", *words, limits=[(resource.RLIMIT_FSIZE, value)])
        ours = re.sub(rb"[0-9.e-]+ s,.*", b"", done.out)
        tally.expect("RLIMIT_FSIZE", "%d: a job ends and says what it does without us" % value,
                     done.code == plain.returncode != 0 and ours == re.sub(rb"[0-9.e-]+ s,.*", b"", plain.stdout), (plain, done))
        size = os.stat(limited.root + "/big").st_size
        tally.expect("RLIMIT_FSIZE", "%d: and stops where the limit is" % value, size == value, size)
        os.unlink(limited.root + "/big")
        done = limited.run("run", "-d", limited.directory, "j", "--", "dd", "if=/dev/zero", "of=%s/big" % limited.root, "bs=8192", "count=2",
                           limits=[(resource.RLIMIT_FSIZE, value)])
        tally.expect("RLIMIT_FSIZE", "%d: a job dies of SIGXFSZ itself" % value, done.code == 128 + 25, done)


def check_processes(tally, limited):
    """RLIMIT_NPROC binds nobody who is root."""
    if os.geteuid() != 0:
        tally.not_checked("RLIMIT_NPROC: not root, who could become a user without processes")
        return

    def become_nobody():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)

    limited.reset()
    os.chown(limited.directory, NOBODY, NOBODY)
    none = {"prepare": become_nobody, "limits": [(resource.RLIMIT_NPROC, 0)]}
    for options in ([], ["--metrics", "--quiet-on-success"]):
        done = limited.run("run", "-d", limited.directory, *options, "j", "--", "/bin/true", **none)
        tally.expect("RLIMIT_NPROC", "run %s: 125, and why" % options,
                     done.code == 125 and "cannot run '/bin/true': resource temporarily unavailable" in done.err, done)
        text = content(limited.file("j.prom")) or b""
        tally.expect("RLIMIT_NPROC", "run %s: counted as not started" % options,
                     re.search(rb'not_started"} [12]\n', text) and b'_running{name="j"} 0\n' in text, text[-900:])
    done = limited.run("write", "-d", limited.directory, "x", "--", "/bin/true", **none)
    tally.expect("RLIMIT_NPROC", "write -- COMMAND: 74, and why", done.code == 74 and content(limited.file("x.prom")) == OLD and
                 "cannot run '/bin/true': resource temporarily unavailable" in done.err and "still in place" in done.err, done)
    done = limited.run("write", "-d", limited.directory, "x", stdin=NEW, **none)
    tally.expect("RLIMIT_NPROC", "write needs no process", done.code == 0, done)
    os.chown(limited.directory, 0, 0)


def check_stack(tally, limited):
    sweep = Sweep(tally, limited, "RLIMIT_STACK", "never")
    for kib in (64, 96, 128, 192, 256, 1024, 8192):
        name = "RLIMIT_STACK %d KiB" % kib
        limit = {"limits": [(resource.RLIMIT_STACK, kib * KIB)]}
        done = sweep.write(name, **limit)
        tally.expect("RLIMIT_STACK", name + ": published", done.code == 0, done)
        sweep.run(name, "--metrics", "--quiet-on-success", "--lock", **limit)
        done = limited.run("run", "-d", limited.directory, "--quiet-on-success", "j", "--", "sh", "-c", "head -c 1000000 /dev/zero; exit 3", **limit)
        tally.expect("RLIMIT_STACK", name + ": the output of a failed job", (done.code, len(done.out)) == (3, 1000000), done[::2])
        done = limited.run("check", "--format=json", limited.directory, **limit)
        tally.expect("RLIMIT_STACK", name + ": check", done.code in (0, 3), done)
    sweep.report("RLIMIT_STACK")


def main():
    tally = Tally()
    with Limited() as limited:
        with open(limited.root + "/new", "wb") as file:
            file.write(NEW)
        shutil.copy(sys.argv[2], limited.root + "/job")
        for check in (check_memory, check_descriptors, check_file_size, check_processes, check_stack):
            check(tally, limited)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
