#!/usr/bin/python3 -B
"""What another user has planted in the directory beforehand: each with the exit code and the whole message.

The directory is root's, sticky and open to all, as /tmp is; the planter is nobody. Then locks that are held for ever:
by somebody who can only read the directory, and by its owner.

Run by hand, as root: tests/hostile/planted_test.py bazel-bin/tools/promfile
"""

import collections
import fcntl
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from promfile import PLAIN_ENVIRONMENT, Promfile, Tally, content, listing  # noqa: E402

PLANTER = 65534
WRITER = 31415
AS_WRITER = ["setpriv", "--reuid=%d" % WRITER, "--regid=%d" % WRITER, "--clear-groups"]
NO_FILE = "promfile: there was no previous file\n"
UNTOUCHED = "promfile: nothing was changed\n"


def link_to(target):
    return lambda path: os.symlink(target, path)


def hard_link(path):
    os.link(os.path.join(os.path.dirname(os.path.dirname(path)), "victim"), path)


def bound_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)


def device(path):
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))


def plain(mode):
    def make(path):
        with open(path, "w", encoding="ascii") as file:
            file.write("")
        os.chmod(path, mode)
    return make


def huge(path):
    plain(0o644)(path)
    os.truncate(path, 1 << 40)


Case = collections.namedtuple("Case", "name what plant code message")

LOCK = "promfile: cannot lock '{d}/.promfile.lock': "
REMOVE = ": remove it first\n" + NO_FILE
TARGET = "promfile: cannot replace '{d}/x.prom': it is "
TEMPORARY = ".promfile-0123456789abcdef0123456789abcdef.tmp"

CASES = [
    Case(".promfile.lock", "a link", link_to("../victim"), 77, LOCK + "it is a symbolic link" + REMOVE),
    Case(".promfile.lock", "a dangling link", link_to("../created"), 77, LOCK + "it is a symbolic link" + REMOVE),
    Case(".promfile.lock", "a hard link to a file of root's", hard_link, 77, LOCK + "it has more than one link" + REMOVE),
    Case(".promfile.lock", "a FIFO", os.mkfifo, 77, LOCK + "it is not a plain file" + REMOVE),
    Case(".promfile.lock", "a directory", os.mkdir, 77, LOCK + "is a directory" + REMOVE),
    Case(".promfile.lock", "a socket", bound_socket, 77, LOCK + "no such device or address" + REMOVE),
    Case(".promfile.lock", "a device", device, 77, LOCK + "it is not a plain file" + REMOVE),
    Case(".promfile.lock", "a lock file of the planter's", plain(0o600), 0, ""),
    Case(TEMPORARY, "a file", plain(0o600), 0, ""),
    Case(TEMPORARY, "a link", link_to("../victim"), 0, ""),
    Case(TEMPORARY, "a directory", os.mkdir, 0, ""),
    Case("x.prom", "a link", link_to("../victim"), 77, TARGET + "a symbolic link: remove it first\n" + UNTOUCHED),
    Case("x.prom", "a dangling link", link_to("../created"), 77, TARGET + "a symbolic link: remove it first\n" + UNTOUCHED),
    Case("x.prom", "a FIFO", os.mkfifo, 77, TARGET + "a FIFO: remove it first\n" + UNTOUCHED),
    Case("x.prom", "a directory", os.mkdir, 77, TARGET + "a directory: remove it first\n" + UNTOUCHED),
    Case("x.prom", "a socket", bound_socket, 77, TARGET + "a socket: remove it first\n" + UNTOUCHED),
    Case("x.prom", "a device", device, 77, TARGET + "a device: remove it first\n" + UNTOUCHED),
    Case("x.prom", "a hard link to a file of root's", hard_link, 0, ""),
    Case("x.prom", "a file of the planter's", plain(0o644), 0, ""),
    Case("a.prom", "a link to a file of root's", link_to("../victim"), 0, ""),
    Case("a.prom", "a link to the kernel's log", link_to("/proc/kmsg"), 0, ""),
    Case("a.prom", "a link to a device", link_to("/dev/zero"), 0, ""),
    Case("a.prom", "a FIFO", os.mkfifo, 0, ""),
    Case("a.prom", "a device", device, 0, ""),
    Case("a.prom", "a file of a TiB", huge, 0, ""),
]

# The same for a writer who is not root: what the planter's lock file says to him.
OTHERS_LOCK = ("promfile: cannot lock '{d}/.promfile.lock': permission denied (owner 65534, group 65534, mode 0600; you are uid 31415): "
               "remove it once nobody writes here; it is made again to fit the directory's mode\n" + NO_FILE)
OTHERS_FILE = ("promfile: cannot replace '{d}/x.prom': operation not permitted (the directory is sticky and the file belongs to uid 65534; "
               "you are uid 31415)\npromfile: the previous file is still in place, last changed just now\n")


class World:
    """A sticky directory that is open to all, and a file of root's beside it."""

    def __init__(self, scratch):
        self.root = tempfile.mkdtemp(dir=scratch)
        os.chmod(self.root, 0o755)
        self.directory = os.path.join(self.root, "textfile")
        os.mkdir(self.directory)
        os.chmod(self.directory, 0o1777)
        self.victim = os.path.join(self.root, "victim")
        with open(self.victim, "w", encoding="ascii") as file:
            file.write("secret 1\n")
        os.chmod(self.victim, 0o600)
        self._victim_before = self._looks()

    def _looks(self):
        info = os.stat(self.victim)
        return (info.st_mode, info.st_uid, info.st_gid, info.st_size, info.st_mtime_ns, content(self.victim))

    def plant(self, case):
        path = os.path.join(self.directory, case.name)
        case.plant(path)
        if "hard link" not in case.what:
            os.lchown(path, PLANTER, PLANTER)
        if not stat.S_ISREG(os.lstat(path).st_mode) and not os.path.islink(path):
            os.chmod(path, 0o777)
        return os.lstat(path)

    def is_intact(self):
        return self._looks() == self._victim_before and sorted(os.listdir(self.root)) == ["textfile", "victim"]


def check_planted(tally, program, scratch):
    for case in CASES:
        for who, prefix in (("root", []), ("another user", AS_WRITER)):
            code, message = case.code, case.message
            if prefix and "planter's" in case.what:
                code, message = 77, OTHERS_LOCK if "lock" in case.name else OTHERS_FILE
            if prefix and case.name == "x.prom" and "hard link" in case.what:
                continue  # Of root's own file in a sticky directory: e2e/directory_test has it.
            if prefix and case.name == ".promfile.lock" and code == 77 and "hard link" in case.what:
                message = None  # It cannot even be opened.
            world = World(scratch)
            before = world.plant(case)
            done = Promfile(world.directory, program).write("x", b"m 1\n", prefix=prefix, timeout=30)
            topic = "planted, written by " + who
            what = "%s is %s" % (case.name, case.what)
            wanted = message is None or done.err == message.format(d=world.directory)
            tally.expect(topic, "%s: exit %d and %r" % (what, code, message), done.code == code and wanted, done)
            tally.expect(topic, what + ": nothing outside has changed", world.is_intact())
            path = os.path.join(world.directory, case.name)
            after = os.lstat(path)
            if case.name != "x.prom" or code != 0:
                tally.expect(topic, what + ": it is as it was", (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode))
            target = os.path.join(world.directory, "x.prom")
            if code == 0:
                tally.expect(topic, what + ": published", content(target) == b"m 1\n" and os.stat(target).st_mode & 0o7777 == 0o644)
            odd = [name for name in listing(world.directory) if name.decode() not in (case.name, "x.prom")]
            tally.expect(topic, what + ": nothing is left", not odd and (code == 0 or case.name == "x.prom" or not os.path.lexists(target)), odd)


def check_jobs(tally, program, scratch):
    """A job runs whatever has been planted, and nothing of root's is published for it."""
    for case in CASES:
        for name in (case.name, case.name.replace(".promfile.lock", ".promfile-run-x.lock")):
            world = World(scratch)
            world.plant(case._replace(name=name))
            done = Promfile(world.directory, program).run(
                "run", "-d", world.directory, *(["--lock"] if "run" in name else []), "x", "--", "/bin/sh", "-c", "echo I ran", timeout=30)
            what = "%s is %s" % (name, case.what)
            tally.expect("a job", what + ": it runs", (done.code, done.out) == (0, b"I ran\n"), done)
            tally.expect("a job", what + ": nothing outside has changed", world.is_intact())
            tally.expect("a job", what + ": the secret is neither told nor published", "secret" not in done.err and not any(
                b"secret" in (content(os.path.join(world.directory, left.decode())) or b"")
                for left in listing(world.directory)
                if stat.S_ISREG(os.lstat(os.path.join(world.directory, left.decode())).st_mode)
                and os.lstat(os.path.join(world.directory, left.decode())).st_size < 1 << 20
                and os.lstat(os.path.join(world.directory, left.decode())).st_ino != os.stat(world.victim).st_ino))


def check_reader_blocks_nobody(tally, program, scratch):
    """Who can only read the directory cannot open its lock file; a lock on the directory itself is nobody's business."""
    world = World(scratch)
    os.chmod(world.directory, 0o755)
    promfile = Promfile(world.directory, program)
    tally.expect_code("a reader's lock", "the first write", promfile.write("x", b"m 1\n"), 0)
    child = subprocess.Popen(
        [sys.executable, "-c", "import fcntl, os, sys, time\nfd = os.open(sys.argv[1], os.O_RDONLY)\nfcntl.flock(fd, fcntl.LOCK_EX)\n"
         "try:\n  os.open(sys.argv[1] + '/.promfile.lock', os.O_RDONLY)\n  print('opened', flush=True)\nexcept PermissionError:\n"
         "  print('refused', flush=True)\ntime.sleep(60)", world.directory],
        stdout=subprocess.PIPE, user=PLANTER, group=PLANTER, extra_groups=[])
    said = child.stdout.readline()
    tally.expect("a reader's lock", "the lock file cannot be opened by a reader", said == b"refused\n", said)
    began = time.monotonic()
    tally.expect_code("a reader's lock", "a write while he holds what he can", promfile.write("x", b"m 2\n", "--quiet"), 0)
    tally.expect("a reader's lock", "does not wait for him", time.monotonic() - began < 8, time.monotonic() - began)
    child.kill()
    child.wait()


class HeldByOwner:
    """The directory's owner holds its lock for ever: a write gives up after its bounded wait, a job is only late."""

    def __init__(self, program, scratch):
        world = World(scratch)
        os.chmod(world.directory, 0o755)
        os.chown(world.directory, PLANTER, PLANTER)
        self._directory = world.directory
        self._lock = os.open(os.path.join(world.directory, ".promfile.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        os.chown(self._lock, PLANTER, PLANTER)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._began = time.monotonic()
        script = "read up rest < /proc/uptime; echo $up"
        self._uptime = float(content("/proc/uptime").split()[0])
        self._write = self._start(program, "write", "x")
        self._run = self._start(program, "run", "job", "--", "/bin/sh", "-c", script)

    def _start(self, program, command, *arguments):
        return subprocess.Popen([program, command, "-d", self._directory, *arguments], stdin=subprocess.DEVNULL if command == "run" else subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN_ENVIRONMENT)

    def check(self, tally):
        topic = "the owner's lock"
        _, err = self._write.communicate(b"m 1\n", timeout=120)
        want = ("promfile: cannot lock '%s/.promfile.lock': locked by another process, waited 10s: try again, or look for a stopped writer\n" % self._directory) + NO_FILE
        tally.expect(topic, "a write exits 75 and says why", (self._write.returncode, err.decode()) == (75, want), (self._write.returncode, err))
        out, err = self._run.communicate(timeout=120)
        tally.expect(topic, "a job runs, and its exit code comes back", self._run.returncode == 0 and out, (self._run.returncode, out, err))
        tally.expect(topic, "what could not be published is told", b"locked by another process" in err, err)
        print("a lock held for ever by the directory's owner: the job began after %.1f s, all was over after %.1f s"
              % (float(out or 0) - self._uptime, time.monotonic() - self._began))
        os.close(self._lock)


def main():
    tally = Tally()
    if os.geteuid() != 0:
        tally.not_checked("anything: the planter and the writer are two users, which needs root")
        return 0
    with tempfile.TemporaryDirectory(prefix="promfile-planted-") as scratch:
        os.chmod(scratch, 0o755)
        program = shutil.copy(os.path.abspath(sys.argv[1]), scratch)
        held = HeldByOwner(program, scratch)
        check_planted(tally, program, scratch)
        check_jobs(tally, program, scratch)
        check_reader_blocks_nobody(tally, program, scratch)
        held.check(tally)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
