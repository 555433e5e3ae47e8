#!/usr/bin/python3 -B
"""What must not grow: instructions, system calls, memory, size, torn reads. No clock takes part.

    gates_test.py PROMFILE CORPUS TURNS TORN_READS KNOWN_KEY

PROMFILE is the optimized, stripped binary; KNOWN_KEY validates a text that is in memory as a whole. A figure above its gate is a regression: make it smaller, or raise the gate in
a commit that says why. Gates stand a few percent above what was measured; a bar is what is promised for good.
"""

import os
import platform
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import costs  # noqa: E402
import tiny  # noqa: E402
import torn  # noqa: E402

MIB = 1 << 20

# what, gate, bar (None: nothing is promised)
GATES = [
    ("write of 20 lines, user instructions", 75000, 130000),
    ("write of 20 lines, system calls", 32, 32),
    ("write of 20 lines, peak memory in bytes", 1300000, 2 * MIB),
    ("durable write of 20 lines, system calls", 34, None),
    ("check, user instructions a sample", 860, None),
    ("a text in memory, user instructions a gauge, to read it included", 960, None),
    ("a text in memory, user instructions a line of a histogram, to read it included", 840, None),
    ("a text in memory, user instructions a family of 18 samples, to read it included", 13300, None),
    ("check of a directory, user instructions a file", 29000, None),
    ("check of 100,000 series, peak memory in bytes", 6 * MIB, 6 * MIB),
    ("run of /bin/true, user instructions", 435000, None),
    ("run of /bin/true, system calls", 90, None),
    ("stripped static binary, bytes", 3500000, 3.5 * MIB),
    ("torn, empty, short or missing reads", 0, 0),
]

READS = 1000000 if os.environ.get("PROMFILE_LONG") else 20000


class Measured:
    """Measures by the name that a row of GATES has."""

    def __init__(self, folder, promfile, corpus, turns, torn_reads, known_key):
        self._folder, self._promfile, self._corpus, self._turns, self._torn_reads = folder, promfile, corpus, turns, torn_reads
        self._known_key = known_key
        self._tiny = self._file("tiny", tiny.TEXT)
        self._textfiles = os.path.join(folder, "textfiles")
        os.mkdir(self._textfiles)

    def _file(self, name, content):
        path = os.path.join(self._folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def _text(self, corpus, size):
        done = subprocess.run([self._corpus, corpus, str(size)], stdout=subprocess.PIPE, check=True)
        return self._file("%s%d" % (corpus, size), done.stdout)

    def _gauges(self, series):
        return self._text("gauge", series)

    def _a_line(self, command, few, many):
        """Instructions for each line that `many` has and `few` has not."""
        lines = []
        for path in (few, many):
            with open(path, "rb") as file:
                lines.append(file.read().count(b"\n"))
        return (costs.instructions([*command, many]) - costs.instructions([*command, few])) / (lines[1] - lines[0])

    def _directory(self, files):
        """Of files with 18 series each."""
        folder = os.path.join(self._folder, "files%d" % files)
        os.mkdir(folder)
        for number in range(files):
            self._file("files%d/job%05d.prom" % (files, number), tiny.of_job(number))
        return folder

    def _write(self, *options):
        command = [self._promfile, "write", "-d", self._textfiles, *options, "x"]
        costs.system_calls(command, self._tiny)  # The file is there from now on.
        return command

    def all(self):
        write, durable = self._write("--durability=none"), self._write()
        yield costs.instructions(write, self._tiny)
        yield costs.system_calls(write, self._tiny)
        yield costs.peak_bytes(self._turns, write, self._tiny)
        yield costs.system_calls(durable, self._tiny)
        few, many = self._gauges(2000), self._gauges(4000)
        yield self._a_line([self._promfile, "check"], few, many)
        yield self._a_line([self._known_key], few, many)
        yield self._a_line([self._known_key], self._text("hist", 2000), self._text("hist", 4000))
        few, many = (self._file("families%d" % count, b"".join(tiny.of_job(number) for number in range(count))) for count in (100, 200))
        yield (costs.instructions([self._known_key, many]) - costs.instructions([self._known_key, few])) / 100
        few, many = (costs.instructions([self._promfile, "check", self._directory(files)]) for files in (100, 200))
        yield (many - few) / 100
        yield costs.peak_bytes(self._turns, [self._promfile, "check", self._gauges(100000)])
        run = [self._promfile, "run", "-d", self._textfiles, "--durability=none", "job", "--", "/bin/true"]
        costs.system_calls(run)
        yield costs.instructions(run) - costs.instructions(["/bin/true"])
        yield costs.system_calls(run)
        yield os.stat(self._promfile).st_size
        yield torn.bad_reads(self._torn_reads, READS, self._promfile)[0]


def main():
    if platform.machine() != "x86_64":
        print("not checked: the gates were measured on x86_64, this is %s" % platform.machine())
        return 0
    programs = [os.path.abspath(path) for path in sys.argv[1:6]]
    failures = 0
    with tempfile.TemporaryDirectory(prefix="promfile-gates-") as folder:
        for (what, gate, bar), measured in zip(GATES, Measured(folder, *programs).all(), strict=True):
            ok = measured <= gate
            failures += not ok
            told = "" if bar is None else ", bar {:,.0f}{}".format(bar, "" if measured <= bar else ": not met yet")
            print("{:6} {}: {:,.0f}, gate {:,.0f}{}".format("" if ok else "FAILED", what, measured, gate, told), flush=True)
    print("%d gates, %d failures" % (len(GATES), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
