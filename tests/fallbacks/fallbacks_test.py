#!/usr/bin/python3 -B
"""Where the kernel lacks a call, or a sandbox refuses it, promfile keeps the same promises in another way.

Each row of KERNELS is a machine: calls that fail, and how. On each of them, as root and as another user: what is
written is published whole with mode 0644, under no other name than its own, a killed writer's file is removed by the
next one, eight writers at once all succeed, and eight counts at once are eight. The long form (PROMFILE_LONG=1) is
every machine as every user.

Run by hand: tests/fallbacks/fallbacks_test.py bazel-bin/tools/promfile bazel-bin/tests/fallbacks/refuse
"""

import collections
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from names_seen import NamesSeen  # noqa: E402
from promfile import PLAIN_ENVIRONMENT, Promfile, Tally, content, listing  # noqa: E402

NO_PROC = "no /proc"
# What is missing: rules for the program refuse, or NO_PROC.
KERNELS = [
    # All is there: what the others are compared with.
    "",
    # openat2, renameat2, statx and close_range are not needed: they are refused to show it.
    "openat2=ENOSYS renameat2=ENOSYS statx=ENOSYS close_range=ENOSYS O_PATH=EINVAL",
    "openat2=EPERM renameat2=EPERM statx=EPERM close_range=EPERM O_PATH=EPERM",
    "O_TMPFILE=EOPNOTSUPP",
    "O_TMPFILE=EISDIR",
    "O_TMPFILE=EINVAL",
    "O_TMPFILE=ENOSYS",
    "O_TMPFILE=EPERM",
    "linkat=ENOSYS",
    "linkat=EPERM",
    "linkat-by-descriptor=ENOENT",
    "linkat-by-descriptor=EINVAL",
    "linkat-by-proc=EXDEV linkat-by-descriptor=ENOENT",
    NO_PROC,
    NO_PROC + " linkat-by-descriptor=ENOENT",
    "getrandom=ENOSYS",
    "getrandom=EPERM",
    "pidfd_open=ENOSYS",
    "pidfd_open=EPERM",
    "signalfd=ENOSYS",
    "signalfd=EPERM",
    "clone3=ENOSYS",
    "poll=ENOSYS",
    "O_TMPFILE=EPERM linkat=EPERM getrandom=EPERM openat2=EPERM pidfd_open=EPERM signalfd=EPERM statx=EPERM "
    "close_range=EPERM renameat2=EPERM O_PATH=EPERM clone3=ENOSYS",
    NO_PROC + " O_TMPFILE=EOPNOTSUPP linkat=ENOSYS getrandom=ENOSYS openat2=ENOSYS pidfd_open=ENOSYS signalfd=ENOSYS "
    "statx=ENOSYS close_range=ENOSYS renameat2=ENOSYS O_PATH=EINVAL clone3=ENOSYS poll=ENOSYS",
]

SANDBOX = "operation not permitted: look for an immutable file (lsattr) or a sandbox"
# What there is no other way for: (missing, exit code of write, the reason in the message).
NO_OTHER_WAY = [
    ("flock=ENOSYS", 74, "cannot lock '%s/.promfile.lock': function not implemented"),
    ("flock=EPERM", 77, "cannot lock '%s/.promfile.lock': " + SANDBOX),
    ("flock=ENOLCK", 74, "cannot lock '%s/.promfile.lock': no locks available"),
    ("renameat=ENOSYS", 74, "cannot replace '%s/x.prom': function not implemented"),
    ("renameat=EPERM", 77, "cannot replace '%s/x.prom': " + SANDBOX),
    ("fchmod=EPERM", 77, "cannot lock '%s/.promfile.lock': " + SANDBOX),
    ("fsync=ENOSYS", 74, "cannot replace '%s/x.prom': function not implemented"),
]

USERS = {"root": [], "another user": ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]}
WITHOUT_PROC = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$0" "$@"']
TEMPORARY = r"\.promfile-[0-9a-f]{32}\.tmp"
WRITERS = 8
LONG = bool(os.environ.get("PROMFILE_LONG"))


class Machine:
    """promfile on a kernel without `missing`, as `user`, over a directory of its own."""

    def __init__(self, programs, missing, user, scratch):
        self.missing = missing
        rules = missing.replace(NO_PROC, "").split()
        self._outer = WITHOUT_PROC if NO_PROC in missing else []
        self._inner = [*USERS[user], programs["refuse"]]
        self._rules = rules
        self.directory = tempfile.mkdtemp(dir=scratch)
        if USERS[user]:
            os.chown(self.directory, 65534, 65534)
        self._promfile = Promfile(self.directory, programs["promfile"])

    def path(self, name):
        return os.path.join(self.directory, name)

    def prefix(self, *more):
        return [*self._outer, *self._inner, *self._rules, *more, "--"]

    def command(self, *arguments, more=()):
        return [*self.prefix(*more), self._promfile.path, *arguments]

    def run(self, *arguments, more=(), **options):
        command, rest = arguments[0], arguments[1:]
        return self._promfile.run(command, "-d", self.directory, *rest, prefix=self.prefix(*more), umask=0o077, **options)

    def start(self, *arguments, text=b""):
        command, rest = arguments[0], arguments[1:]
        process = subprocess.Popen(self.command(command, "-d", self.directory, *rest), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env=PLAIN_ENVIRONMENT, umask=0o077)
        process.stdin.write(text)
        process.stdin.close()
        process.stdin = None  # For communicate().
        return process


def version(number):
    return b"".join(b'm{n="%d"} %d\n' % (n, number) for n in range(200))


def is_published(machine, name, text):
    """Whether a reader finds `text` (None: anything) in a file of mode 0644."""
    now = content(machine.path(name))
    mode = stat.S_IMODE(os.stat(machine.path(name)).st_mode) if now is not None else None
    return mode == 0o644 and (text is None or now == text)


def strangers(names, *files):
    known = [re.escape(name) for name in files] + [TEMPORARY, r"\.promfile\.lock"]
    return [name for name in names if not any(re.fullmatch(pattern, name) for pattern in known)]


def publishes(tally, topic, machine):
    """write, write -- COMMAND, run, report, declare: in place, readable, and no name but their own."""
    with open(machine.path("x.prom"), "wb") as file:
        file.write(b"old 1\n")
    os.chmod(machine.path("x.prom"), 0o600)
    os.chown(machine.path("x.prom"), *os.stat(machine.directory)[4:6])
    with NamesSeen(machine.directory) as seen:
        for what, arguments, stdin, text in (
            ("write", ["write", "x"], version(1), version(1)),
            ("write -- COMMAND", ["write", "x", "--", "/bin/echo", "m 2"], b"", b"m 2\n"),
            ("run", ["run", "job", "--", "/bin/true"], b"", None),
            ("run with its output held back", ["run", "--quiet-on-success", "job", "--", "/bin/echo", "not shown"], b"", None),
            ("report", ["report", "job", "--exit-code", "3"], b"", None),
            ("declare", ["declare", "job", "--every", "1h"], b"", None),
        ):
            done = machine.run(*arguments, stdin=stdin)
            tally.expect(topic, what + " exits 0 and says nothing", (done.code, done.out, done.err) == (0, b"", ""), done)
            name = "job.prom" if "job" in arguments else "x.prom"
            tally.expect(topic, what + " is published with mode 0644", is_published(machine, name, text), content(machine.path(name)))
            names = seen.take()
            odd = strangers(names, name)
            tally.expect(topic, what + ": no other name, ever", not odd and name in names, odd or names)
    tally.expect(topic, "the runs are counted", counts(machine) == {"success": 2, "failure": 1}, counts(machine))
    left = listing(machine.directory)
    tally.expect(topic, "nothing is left", left == [b"job.prom", b"x.prom"], left)


def counts(machine):
    text = (content(machine.path("job.prom")) or b"").decode()
    found = re.findall(r'^batch_job_runs_total\{name="job",result="(\w+)"\} (\d+)$', text, re.M)
    return {result: int(number) for result, number in found if number != "0"}


def compares(tally, topic, machine):
    """What stands behind a link is compared, where links can be looked at before they are followed."""
    with open(machine.path("data"), "wb") as file:
        file.write(b"linked 1\n")
    os.symlink("data", machine.path("linked.prom"))
    done = machine.run("write", "x", stdin=b"linked 2\n")
    if "O_PATH" in machine.missing:
        tally.expect_code(topic, "a link that cannot be looked at is not followed", done, 0)
    else:
        tally.expect_code(topic, "a clash behind a link", done, 1, "stands in 'linked.prom' already")
    for name in ("data", "linked.prom"):
        os.unlink(machine.path(name))


def cleans_up(tally, topic, machine):
    """Killed at any of the last calls, a writer leaves at most one hidden file; the next one removes it."""
    for call in ("fchmod", "fsync", "renameat"):
        old = content(machine.path("x.prom"))
        done = machine.run("write", "x", stdin=b"killed 1\n", more=[call + "=KILL"])
        tally.expect(topic, "killed at " + call, done.code in (-signal.SIGSYS, 128 + signal.SIGSYS), done)
        tally.expect(topic, "killed at %s: the old file" % call, content(machine.path("x.prom")) == old)
        odd = strangers([name.decode() for name in listing(machine.directory)], "job.prom", "x.prom")
        left = [name for name in listing(machine.directory) if re.fullmatch(TEMPORARY, name.decode())]
        tally.expect(topic, "killed at %s: at most one file of a known name is left" % call, not odd and len(left) <= 1, left + odd)
        if call == "renameat":
            tally.expect(topic, "killed at renameat: that file is there", len(left) == 1, left)
        done = machine.run("write", "x", stdin=b"next 1\n")
        tally.expect_code(topic, "after %s: the next run" % call, done, 0)
        left = listing(machine.directory)
        tally.expect(topic, "after %s: nothing is left" % call, left == [b"job.prom", b"x.prom"], left)


def interrupted(tally, topic, machine):
    """A wrapper that was killed is counted by the next run."""
    before = counts(machine)
    process = machine.start("run", "job", "--", "/bin/sh", "-c", "kill -KILL $PPID")
    process.wait(timeout=20)
    tally.expect(topic, "killed while its job runs: it says that it runs", b'batch_job_running{name="job"} 1\n' in content(machine.path("job.prom")))
    tally.expect_code(topic, "the run after that", machine.run("run", "job", "--", "/bin/true"), 0)
    want = {**before, "success": before["success"] + 1, "interrupted": 1}
    tally.expect(topic, "the killed run is counted as interrupted", counts(machine) == want, counts(machine))


def all_at_once(tally, topic, machine):
    """Eight writers and eight read-modify-writes while somebody reads."""
    texts = {version(number) for number in range(WRITERS)} | {content(machine.path("x.prom"))}
    over = threading.Event()
    torn = []

    def read():
        while not over.is_set():
            text = content(machine.path("x.prom"))
            if text not in texts:
                torn.append(text)
            time.sleep(0.001)

    reader = threading.Thread(target=read)
    reader.start()
    failures = counts(machine).get("failure", 0)
    with NamesSeen(machine.directory) as seen:
        processes = [machine.start("write", "x", text=version(number)) for number in range(WRITERS)]
        processes += [machine.start("report", "job", "--exit-code", "1") for _ in range(WRITERS)]
        ends = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]
        odd = strangers(seen.take(), "x.prom", "job.prom")
    over.set()
    reader.join()
    tally.expect(topic, "each writer exits 0 and says nothing", all(end == (b"", 0) for end in ends), ends)
    tally.expect(topic, "every read is one whole version", not torn, torn[:1])
    tally.expect(topic, "every count counts", counts(machine).get("failure", 0) == failures + WRITERS, counts(machine))
    tally.expect(topic, "no name but their own", not odd, odd)
    tally.expect(topic, "nothing is left", listing(machine.directory) == [b"job.prom", b"x.prom"], listing(machine.directory))


def forwards(tally, topic, machine):
    """A signal for promfile is one for the command, which says by its exit code that it has heard it.

    A subshell sends it: what a command itself sends is not sent back.
    """
    script = "trap 'exit 42' TERM; (kill -TERM $PPID); for i in $(seq 500); do sleep 0.01; done"
    for what, arguments in (("write -- COMMAND", ["write", "x", "--", "/bin/sh", "-c", script]),
                            ("run", ["run", "job", "--", "/bin/sh", "-c", script]),
                            ("run with its output held back", ["run", "--quiet-on-success", "job", "--", "/bin/sh", "-c", script])):
        done = machine.run(*arguments)
        tally.expect(topic, what + ": TERM reaches the command", done.code == 42, done)


def no_other_way(tally, programs, scratch):
    topic = "no other way"
    for missing, code, message in NO_OTHER_WAY:
        machine = Machine(programs, missing, "root", scratch)
        old = b"old 1\n"
        with open(machine.path("x.prom"), "wb") as file:
            file.write(old)
        done = machine.run("write", "x", stdin=b"m 1\n")
        want = "promfile: %s\npromfile: the previous file is still in place, last changed just now\n" % (message % machine.directory)
        tally.expect(topic, missing + ": exit %d, and why" % code, (done.code, done.err) == (code, want), done)
        tally.expect(topic, missing + ": the old file, and nothing else", content(machine.path("x.prom")) == old and listing(machine.directory) == [b"x.prom"], listing(machine.directory))
        done = machine.run("run", "job", "--", "/bin/sh", "-c", "echo I ran; exit 5")
        tally.expect(topic, missing + ": run runs its job all the same", (done.code, done.out) == (5, b"I ran\n") and message.split(":")[1].strip() in done.err, done)


def copied(path, scratch):
    """Where another user can reach it: the place that it was built in may be closed."""
    return shutil.copy(os.path.abspath(path), scratch)


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="promfile-fallbacks-") as scratch:
        os.chmod(scratch, 0o755)
        programs = {"promfile": copied(sys.argv[1], scratch), "refuse": copied(sys.argv[2], scratch)}
        can = {NO_PROC: subprocess.run([*WITHOUT_PROC, "true"], capture_output=True, check=False).returncode == 0,
               "another user": os.geteuid() == 0}
        probe = subprocess.run([programs["refuse"], "openat2=ENOSYS", "--", "/bin/true"], capture_output=True, text=True, check=False)
        if probe.returncode != 0:
            tally.not_checked("anything: %s" % (probe.stderr.strip() or "no filter can be set"))
            return 0
        skipped = collections.Counter()
        for missing in KERNELS:
            for user in USERS:
                if user != "root" and not LONG and not re.match("$|linkat|" + NO_PROC, missing):
                    continue  # What root's rights do not make a difference for.
                cannot = [what for what in (NO_PROC, "another user") if not can[what] and what in (missing + user)]
                if cannot:
                    skipped[cannot[0]] += 1
                    continue
                machine = Machine(programs, missing, user, scratch)
                topic = "%s, as %s" % (missing or "everything there", user)
                for promise in (publishes, compares, cleans_up, interrupted, all_at_once, forwards):
                    promise(tally, topic, machine)
        for what, number in skipped.items():
            tally.not_checked("%d machines: cannot have '%s' here" % (number, what))
        no_other_way(tally, programs, scratch)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
