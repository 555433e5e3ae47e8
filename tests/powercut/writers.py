"""Writers of .prom files, and what each of them claims. Standard library only.

Each publication is a new content of its file, with a number of its own. The log of the disk gets the marks

  begin FILE NUMBER          before the writer starts
  end FILE NUMBER WRITER     once it has exited 0

Content 0 of each file is None: the file is not there.
"""

import contextlib
import os
import subprocess
import threading

READY = b"ready"
DIRECTORY = "textfile"
SIZES = (20, 5000, 300000, 300000, 20)
TARGET = "backup.prom"
TEMPORARY = "backup.tmp"  # of a naive writer
JOB = "nightly.prom"


def text_of(number, size):
    """A valid text of exactly `size` bytes that no other number gives; every line names its number."""
    if size == 20:
        return b"m %17d\n" % number
    lines, room = [], size - 64
    while room > 0:
        lines.append(b'm{n="%d"} %d\n' % (len(lines), number))
        room -= len(lines[-1])
    text = b"".join(lines)
    return text + b"#" * (size - len(text) - 1) + b"\n"


class Publisher:
    """Publishes into `directory` of the mounted file system `disk`; `mark` writes into its log."""

    def __init__(self, promfile, disk, mark):
        self._promfile = promfile
        self._disk = disk
        self._mark = mark
        self.directory = os.path.join(disk, DIRECTORY)
        self.contents = {}  # file -> its contents, in order
        os.mkdir(self.directory)
        self.sync()
        mark(READY.decode())

    def sync(self):
        subprocess.run(["sync", "--file-system", self._disk], check=True)

    def _begin(self, name, content):
        contents = self.contents.setdefault(name, [None])
        contents.append(content)
        self._mark("begin %s %d" % (name, len(contents) - 1))

    def _end(self, name, writer):
        self._mark("end %s %d %s" % (name, len(self.contents[name]) - 1, writer))

    def write(self, size, writer):
        """Publishes the next content with one of WRITERS."""
        text = text_of(len(self.contents.get(TARGET, [None])), size)
        self._begin(TARGET, text)
        WRITERS[writer](self._promfile, self.directory, text)
        self._end(TARGET, writer)

    def report(self):
        self._begin(JOB, b"")
        self._call("report", "--exit-code", "0")
        self._know_job(1)
        self._end(JOB, "full")

    def run(self):
        """One publication before the job and one after it; the job prints the first."""
        self._begin(JOB, b"")
        self._begin(JOB, b"")
        self.contents[JOB][-2] = self._call("run", "--", "cat", os.path.join(self.directory, JOB))
        self._know_job(1)
        self._end(JOB, "full")

    def _call(self, command, *rest):
        return subprocess.run([self._promfile, command, "-d", self.directory, "nightly", *rest], stdout=subprocess.PIPE, check=True).stdout

    def _know_job(self, back):
        with open(os.path.join(self.directory, JOB), "rb") as file:
            self.contents[JOB][-back] = file.read()

    def bystander(self):
        """Somebody else on the same file system syncs a file, which may put our half-done work on the disk."""
        file = os.open(os.path.join(self._disk, "bystander"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        os.write(file, b"was here\n")
        os.fsync(file)
        os.close(file)

    @contextlib.contextmanager
    def busy_bystander(self):
        """Somebody syncs all the time: our half-done work gets to the disk at moments that nobody chose."""
        over = threading.Event()

        def work():
            while not over.wait(0.002):
                self.bystander()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _promfile(durability):
    def write(promfile, directory, text):
        subprocess.run([promfile, "write", "-d", directory, "--durability", durability, TARGET], input=text, check=True)
    return write


def _copy(_, directory, text):
    with open(os.path.join(directory, TARGET), "wb") as file:
        file.write(text)


def _rename(_, directory, text):
    temporary = os.path.join(directory, TEMPORARY)
    with open(temporary, "wb") as file:
        file.write(text)
    os.rename(temporary, os.path.join(directory, TARGET))


WRITERS = {
    "full": _promfile("full"),
    "atomic": _promfile("atomic"),
    "none": _promfile("none"),
    "cp": _copy,
    "mv": _rename,
}
TITLES = {
    "none": "promfile --durability=none",
    "cp": "cp new backup.prom",
    "mv": "cp new backup.tmp && mv backup.tmp backup.prom",
}
