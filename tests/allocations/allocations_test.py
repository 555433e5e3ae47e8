#!/usr/bin/python3 -B
"""Every allocation of every command fails once, and then all from it on: no crash, old content or new, the job runs.

The first argument is promfile with an allocator that fails when told to. Allocation 1 fails, then 2, and so on, until
there is none left to fail. What the C library asks for before the first of our code
runs is counted apart: it dies of that by itself, and nothing has happened yet.

Run by hand: tests/allocations/allocations_test.py bazel-bin/tests/allocations/promfile_failing
"""

import mmap
import os
import shutil
import signal
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

import allocation_cases  # noqa: E402
from promfile import PLAIN_ENVIRONMENT, Tally, binary, content  # noqa: E402

BOARD = struct.Struct("QQQ")  # asked, failed, before: as failing_allocator.cc has it


class World:
    """A textfile directory that is put back into its first state before every run, on a file system in memory."""

    def __init__(self, program):
        self.program = program
        self.root = tempfile.mkdtemp(prefix="promfile-allocations-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        self.directory = self.path("textfiles")
        os.mkdir(self.directory)
        for name, text in (("board", b"\0" * BOARD.size), ("in", b"")):
            with open(self.path(name), "wb") as file:
                file.write(text)
        with open(self.path("board"), "r+b") as file:
            self._board = mmap.mmap(file.fileno(), BOARD.size)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def reset(self, files):
        """Makes `files`, name -> bytes, all that is in the directory; and forgets which jobs have run."""
        for name in os.listdir(self.directory):
            if name not in files:
                os.unlink(self.path("textfiles", name))
        for name, text in files.items():
            if content(self.path("textfiles", name)) != text:
                with open(self.path("textfiles", name), "wb") as file:
                    file.write(text)
        if os.path.exists(self.path("ran")):
            os.unlink(self.path("ran"))

    def now(self):
        return {name: content(self.path("textfiles", name)) for name in os.listdir(self.directory)}

    def runs(self):
        """How often the job of jobs() has run."""
        return len(content(self.path("ran")) or b"")

    def run(self, case, how="none", number=0):
        """(exit code or minus signal, standard output, standard error, allocations asked, failed, before ours)"""
        self._board[:] = b"\0" * BOARD.size
        environment = {**PLAIN_ENVIRONMENT, **case.environment, "PROMFILE_ALLOCATIONS": "%s %s %d" % (self.path("board"), how, number)}
        out, err = self.path("out"), self.path("err")
        create = os.O_RDWR | os.O_CREAT | os.O_TRUNC
        child = os.posix_spawn(self.program, [self.program, *case.arguments], environment, file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, self.path("in"), os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, out, create, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, err, create, 0o600),
        ])
        signal.alarm(60)  # Whoever hangs ends this test.
        status = os.waitpid(child, 0)[1]
        signal.alarm(0)
        code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        return (code, content(out), content(err).decode("utf-8", "replace"), *BOARD.unpack(self._board[:]))

    def close(self):
        self._board.close()
        shutil.rmtree(self.root)


class Sweep:
    """Fails one allocation of a case after the other and judges what came of it."""

    def __init__(self, tally, world):
        self._tally = tally
        self._world = world
        self.injected = self.survived = self.before = 0

    def run(self, case):
        world = self._world
        with open(world.path("in"), "wb") as file:
            file.write(case.stdin)
        world.reset(case.files)
        clean = world.run(case)
        self._tally.expect(case.name, "without a failure: exit %d" % case.code, clean[0] == case.code, clean)
        new = world.now()
        for how in ("once", "from"):
            number = 1
            while number:
                number = number + 1 if self._inject(case, how, number, clean, new) else 0

    def _inject(self, case, how, number, clean, new):
        """False if there was nothing left to fail."""
        world = self._world
        world.reset(case.files)
        code, out, err, asked, failed, _ = world.run(case, how, number)
        if not failed:
            return False
        what = "%s, %s allocation %d" % (case.name, "all from" if how == "from" else "only", number)
        left = world.now()
        litter = sorted(name for name in left if name not in new and name not in allocation_cases.HARMLESS)
        problems = ["left behind: %s" % litter] if litter else []
        if number <= clean[5]:
            self.before += 1
            if code != case.code and left != case.files:
                problems.append("something was changed")
        else:
            self.injected += 1
            problems += case.problems(code, out, err, left, clean, new, world.runs())
        if not self._tally.expect(case.name, "%s, of %d" % (what, asked), not problems,
                                  "; ".join(problems) + "\nexit %d\n%s" % (code, err)):
            return True
        self.survived += number > clean[5]
        return True


def main():
    tally = Tally()
    world = World(binary())
    try:
        sweep = Sweep(tally, world)
        for case in allocation_cases.all_of(world):
            sweep.run(case)
        print("%d injected, %d survived" % (sweep.injected, sweep.survived))
        print("%d more in the C library's start, before promfile: nothing was changed" % sweep.before)
        tally.expect("all", "every injected failure is survived", sweep.injected == sweep.survived > 0)
    finally:
        world.close()
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
