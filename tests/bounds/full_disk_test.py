#!/usr/bin/python3 -B
"""A file system in memory that is filled to every boundary, and one without inodes left, in a mount namespace of its own.

Run by hand, as root: tests/bounds/full_disk_test.py bazel-bin/tools/promfile bazel-bin/tests/bounds/frugal_job
"""

import os
import shutil
import subprocess
import sys
import tempfile

from limited import Tally, binary, content, listing, PLAIN_ENVIRONMENT

PAGE = os.sysconf("SC_PAGESIZE")
INSIDE = "PROMFILE_TEST_MOUNTS"
FULL = "no space left on device"


def text(pages, value):
    """A text that needs so many pages."""
    body = b"# HELP m A text of some pages.\n# TYPE m gauge\nm %d\n" % value
    return b"# " + b"x" * (pages * PAGE - len(body) - 3) + b"\n" + body


class Disk:
    """A tmpfs with a textfile directory."""

    def __init__(self, tally, topic, *options):
        self._tally = tally
        self._topic = topic
        self._options = options
        self.codes = {}

    def __enter__(self):
        self.root = tempfile.mkdtemp(prefix="promfile-full-")
        subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(self._options), "none", self.root], check=True)
        self.directory = os.path.join(self.root, "textfiles")
        os.mkdir(self.directory)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.root], check=True)
        os.rmdir(self.root)

    def path(self, name):
        return os.path.join(self.directory, name)

    def reset(self, files):
        for name in os.listdir(self.directory):
            os.unlink(self.path(name))
        for name in os.listdir(self.root):
            if name != "textfiles":
                os.unlink(os.path.join(self.root, name))
        for name, what in files.items():
            with open(self.path(name), "wb") as file:
                file.write(what)

    def fill(self, free_pages):
        """Leaves so many pages."""
        free = os.statvfs(self.root).f_bavail - free_pages
        with open(os.path.join(self.root, "ballast"), "wb") as file:
            file.write(b"x" * (free * PAGE))
        self._tally.expect(self._topic, "%d pages are left" % free_pages, os.statvfs(self.root).f_bavail == free_pages)

    def take_inodes(self, free_inodes):
        """Leaves so many inodes."""
        n = 0
        while os.statvfs(self.root).f_ffree > free_inodes:
            os.close(os.open(os.path.join(self.root, "taken%d" % n), os.O_WRONLY | os.O_CREAT))
            n += 1

    def promfile(self, *words, stdin=b""):
        done = subprocess.run([binary(), *words], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN_ENVIRONMENT,
                              timeout=60, check=False)
        self.codes.setdefault(words[0], set()).add(done.returncode)
        return done.returncode, done.stderr.decode()

    def expect_published_or_not(self, what, done, name, old, new):
        """`new` is bytes, or a predicate."""
        code, err = done
        now = content(self.path(name))
        is_new = new(now or b"") if callable(new) else now == new

        def expect(sentence, ok):
            self._tally.expect(self._topic, "%s: %s" % (what, sentence), ok, (code, err, now and now[-200:]))

        expect("published, cannot create or cannot write", code in (0, 73, 74))
        expect("old, or new and nothing else", is_new if code == 0 else now == old)
        if code != 0:
            still = "there was no previous file" if old is None else "the previous file is still in place"
            expect("says why, and what still holds", FULL in err and still in err and (name in err or "'%s" % self.directory in err))
        stays = {name.encode(), b"y.prom", b"promfile.prom"}
        expect("no litter, %s" % listing(self.directory), set(listing(self.directory)) <= stays)


def try_all(tally, topic, disk, prepare, what):
    """Every command that publishes, with the disk as `prepare` leaves it; without and with a file that is replaced."""
    for old in (None, text(2, 1)):
        files = {"y.prom": b"y 1\n"} if old is None else {"y.prom": b"y 1\n", "x.prom": old}
        for words in ([], ["--durability=none"]):
            disk.reset(files)
            prepare()
            done = disk.promfile("write", "-d", disk.directory, *words, "x", stdin=text(3, 2))
            disk.expect_published_or_not("%s, write %s" % (what, words), done, "x.prom", old, text(3, 2))
    declared = b'batch_job_runs_total{name="j",result="success"} 0\n'
    for command, published in ((["declare", "--every=1d"], lambda now: declared in now),
                               (["report", "--exit-code=1"], lambda now: b'result="failure"} 1\n' in now)):
        disk.reset({"y.prom": b"y 1\n"})
        prepare()
        done = disk.promfile(command[0], "-d", disk.directory, *command[1:], "j")
        disk.expect_published_or_not("%s, %s" % (what, command[0]), done, "j.prom", None, published)

    disk.reset({"y.prom": b"y 1\n"})
    prepare()
    with tempfile.TemporaryFile() as ran:
        done = subprocess.run([binary(), "run", "-d", disk.directory, "j", "--", sys.argv[2]], stdin=ran, stderr=subprocess.PIPE,
                              env=PLAIN_ENVIRONMENT, timeout=60, check=False)
        times = os.fstat(ran.fileno()).st_size
    seen = (done, times)
    tally.expect(topic, what + ", run: the job ran once and its code comes back", times == 1 and done.returncode == 7, seen)
    now = content(disk.path("j.prom")) or b""
    published = b'result="failure"} 1\n' in now and b'_running{name="j"} 0\n' in now
    tally.expect(topic, what + ", run: published, or says why not", published or FULL in done.stderr.decode(), seen)
    tally.expect(topic, what + ", run: no litter", set(listing(disk.directory)) <= {b"j.prom", b"y.prom", b"promfile.prom"}, seen)


def check_pages(tally):
    topic = "a full tmpfs"
    with Disk(tally, topic, "size=256k") as disk:
        for free in range(9):
            try_all(tally, topic, disk, lambda: disk.fill(free), "%d free pages" % free)  # pylint: disable=cell-var-from-loop
        print("%s: %s" % (topic, {key: sorted(value) for key, value in disk.codes.items()}))
        tally.expect(topic, "write both failed and succeeded", {0, 74} <= disk.codes["write"], disk.codes)


def check_inodes(tally):
    topic = "no inodes left"
    with Disk(tally, topic, "size=1m", "nr_inodes=12") as disk:
        for free in range(5):
            try_all(tally, topic, disk, lambda: disk.take_inodes(free), "%d free inodes" % free)  # pylint: disable=cell-var-from-loop
        print("%s: %s" % (topic, {key: sorted(value) for key, value in disk.codes.items()}))
        tally.expect(topic, "write both failed and succeeded", len(disk.codes["write"]) > 1 and 0 in disk.codes["write"], disk.codes)


def main():
    tally = Tally()
    if os.environ.get(INSIDE):
        check_pages(tally)
        check_inodes(tally)
        return tally.finish()
    if os.geteuid() == 0 and shutil.which("unshare"):
        probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], stderr=subprocess.PIPE, check=False)
        if probe.returncode == 0:
            # What is mounted goes with the namespace, whatever happens to us.
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, "-B", *sys.argv])
    tally.not_checked("a full tmpfs, and one without inodes: nothing can be mounted here")
    return 0


if __name__ == "__main__":
    sys.exit(main())
