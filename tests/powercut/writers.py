"""Writers of .prom files, and what each of them claims. Standard library only.

Each publication is a new content of its file, with a number of its own. The log of the disk gets the marks

  begin FILE NUMBER          before the writer starts
  end FILE NUMBER WRITER     once it has exited 0

Content 0 of each file is None: the file is not there.
"""

import os
import subprocess

import stepper

READY = b"ready"
DIRECTORY = "textfile"
TARGET = "backup.prom"
TEMPORARY = "backup.tmp"  # of a naive writer
JOB = "nightly.prom"
SIZES = (20, 5000, 300000, 300000, 20)


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


def _copy(directory, text):
    with open(os.path.join(directory, TARGET), "wb") as file:
        file.write(text)


def _rename(directory, text):
    temporary = os.path.join(directory, TEMPORARY)
    with open(temporary, "wb") as file:
        file.write(text)
    os.rename(temporary, os.path.join(directory, TARGET))


# Without a name of these, a writer is promfile with that durability.
_OTHERS = {"cp": _copy, "mv": _rename}

# The writers that keep no order, as a person knows them.
NAIVE = {
    "none": "promfile --durability=none",
    "mv": "cp new backup.tmp && mv backup.tmp backup.prom",
    "cp": "cp new backup.prom",
}


class Publisher:
    """Publishes into a directory of the mounted file system `disk`; `mark` writes into its log.

    `promfile` are the words that start it. `scratch` is a folder elsewhere. After each call of promfile whose kind is in
    `stepped`, one of stepper.CALLS, somebody else syncs a file of his own, which may put the half-done work on the disk.
    """

    def __init__(self, promfile, disk, mark, scratch):
        self._promfile = promfile
        self._disk = disk
        self._mark = mark
        self._input = os.path.join(scratch, "input")
        self.directory = os.path.join(disk, DIRECTORY)
        self.contents = {}  # file -> its contents, in order
        os.mkdir(self.directory)
        self.sync()
        mark(READY.decode())

    def sync(self):
        subprocess.run(["sync", "--file-system", self._disk], check=True)

    def bystander(self):
        """Somebody else on the same file system syncs a file."""
        file = os.open(os.path.join(self._disk, "bystander"), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        os.write(file, b"was here\n")
        os.fsync(file)
        os.close(file)

    def write(self, size, writer, stepped=()):
        text = text_of(len(self.contents.get(TARGET, [None])), size)
        self._begin(TARGET, text)
        if writer in _OTHERS:
            _OTHERS[writer](self.directory, text)
        else:
            with open(self._input, "wb") as file:
                file.write(text)
            self._call(stepped, "write", "--durability", writer, TARGET, self._input)
        self._end(TARGET, writer)

    def report(self, stepped=()):
        self._begin(JOB, b"not known yet")
        self._call(stepped, "report", "nightly", "--exit-code", "0")
        self._end_of_job()

    def run(self, stepped=()):
        """One publication before the job and one after it; the job keeps a copy of the first."""
        copy = self._input
        self._begin(JOB, b"not known yet")
        self._begin(JOB, b"not known yet")
        self._call(stepped, "run", "nightly", "--", "cp", os.path.join(self.directory, JOB), copy)
        with open(copy, "rb") as file:
            self.contents[JOB][-2] = file.read()
        self._end_of_job()

    def _call(self, stepped, command, *rest):
        words = [*self._promfile, command, "-d", self.directory, *rest]
        code = stepper.run(words, self.bystander, stepped) if stepped else subprocess.run(words, check=False).returncode
        if code != 0:
            raise RuntimeError("%s exits %s" % (words, code))

    def _begin(self, name, content):
        contents = self.contents.setdefault(name, [None])
        contents.append(content)
        self._mark("begin %s %d" % (name, len(contents) - 1))

    def _end(self, name, writer):
        self._mark("end %s %d %s" % (name, len(self.contents[name]) - 1, writer))

    def _end_of_job(self):
        with open(os.path.join(self.directory, JOB), "rb") as file:
            self.contents[JOB][-1] = file.read()
        self._end(JOB, "full")
