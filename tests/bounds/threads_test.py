#!/usr/bin/python3 -B
"""A directory is checked by several threads, by one where there is one processor, and by one where no thread can be had:
with the same words and the same exit code.

Run by hand: tests/bounds/threads_test.py bazel-bin/tools/promfile
"""

import os
import resource
import subprocess
import sys
import tempfile

FILES = 600


def fill(folder):
    """Some files are fine, some are not, and some clash with others."""
    for number in range(FILES):
        text = "# HELP m Text %d.\n# TYPE m gauge\n" % (number % 7)
        text += "".join('m{file="%d",line="%d"} 1\n' % (number // 2, line) for line in range(20))
        if number % 50 == 0:
            text += "m{ 1\n"
        with open(os.path.join(folder, "%d.prom" % number), "w", encoding="ascii") as file:
            file.write(text)


def one_processor():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def no_thread():
    """The stack of a thread would be as large as the limit of stacks, and does not fit into the memory there is."""
    resource.setrlimit(resource.RLIMIT_STACK, (1 << 30, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29))


def check(promfile, folder, prepare=None):
    done = subprocess.run([promfile, "check", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=prepare, check=False)
    return done.returncode, done.stdout, done.stderr


def threads(promfile, folder, log, prepare=None):
    """How many threads a check has begun, and how many it could not."""
    command = ["strace", "-f", "-e", "trace=clone,clone3,mmap", "-o", log, promfile, "check", folder]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=prepare, check=False)
    with open(log, encoding="utf-8") as file:
        lines = file.readlines()
    return sum("CLONE_THREAD" in line for line in lines), sum("MAP_STACK" in line and "ENOMEM" in line for line in lines)


def main():
    promfile = os.path.abspath(sys.argv[1])
    failures = []
    with tempfile.TemporaryDirectory(prefix="promfile-threads-") as folder:
        textfiles, log = os.path.join(folder, "d"), os.path.join(folder, "strace")
        os.mkdir(textfiles)
        fill(textfiles)
        several = check(promfile, textfiles)
        if several[0] != 1 or several[1].count(b"\n") < FILES:
            failures.append("not what the files are: %r" % (several,))
        for prepare in (one_processor, no_thread):
            if check(promfile, textfiles, prepare) != several:
                failures.append("with %s something else is said" % prepare.__name__)
        if len(os.sched_getaffinity(0)) > 1 and threads(promfile, textfiles, log) == (0, 0):
            failures.append("there are processors, and one thread")
        for prepare, expected in ((one_processor, (0, 0)), (no_thread, (0, 1))):
            if len(os.sched_getaffinity(0)) > 1 and threads(promfile, textfiles, log, prepare) != expected:
                failures.append("with %s: another number of threads" % prepare.__name__)
    for failure in failures:
        print("FAILED:", failure)
    print("%d failures" % len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
