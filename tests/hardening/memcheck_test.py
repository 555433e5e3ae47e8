#!/usr/bin/python3 -B
"""Sessions with promfile under valgrind: no byte is read that was not written, and no memory is lost.

Argument: promfile linked to the shared C library, whose functions valgrind replaces.
"""

import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
SUPPRESSED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "valgrind.supp")
FOUND = 99
VALGRIND = ["valgrind", "--quiet", "--error-exitcode=%d" % FOUND, "--leak-check=full",
            "--errors-for-leak-kinds=definite,indirect", "--child-silent-after-fork=yes",
            "--suppressions=" + SUPPRESSED]

GOOD = '# TYPE a gauge\na{b="c"} 1\na{b="d\\\\e"} 2.5e-3\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n'
BAD = 'a{b="c"} 1\na{b="c"} 2\nx{y=z} 1\n\xff 3\nno_newline 1'

# Exit code, standard input, arguments. They build on each other.
SESSIONS = [
    (64, "", ["wirte"]),
    (0, GOOD, ["write", "-d", ".", "good"]),
    (1, BAD, ["write", "-d", ".", "bad"]),
    (1, GOOD, ["write", "-d", ".", "other"]),  # Its series are those of good.prom.
    (1, GOOD, ["write", "-d", ".", "--deny", "h.*", "good"]),
    (0, "p 1\r\nq{} +Inf\r\n", ["write", "-d", ".", "--normalize", "mended"]),
    (0, "", ["write", "-d", ".", "echoed", "--", "echo", "e 1"]),
    (7, "", ["run", "-d", ".", "job", "--timeout", "1m", "--", "/bin/sh", "-c", "exit 7"]),
    (0, "", ["run", "-d", ".", "job", "--quiet-on-success", "--metrics", "--", "echo", "j 1"]),
    (0, "", ["report", "-d", ".", "reported", "--exit-code", "0"]),
    (0, "", ["declare", "-d", ".", "declared", "--every", "1h"]),
    (3, "", ["check", "."]),
    (3, "", ["check", "--format=json", "."]),
    (1, BAD, ["check", "-"]),
    (0, "", ["preview", "."]),
]


class Memcheck(unittest.TestCase):
    def test_finds_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            for code, text, arguments in SESSIONS:
                with self.subTest(arguments=arguments):
                    log = os.path.join(folder, "log")
                    done = subprocess.run(VALGRIND + ["--log-file=" + log, PROGRAM] + arguments, cwd=folder,
                                          input=text.encode("latin-1"), stdout=subprocess.PIPE,
                                          stderr=subprocess.PIPE, timeout=120, env={"PATH": "/usr/bin:/bin"})
                    with open(log, encoding="utf-8", errors="replace") as file:
                        report = file.read()
                    self.assertEqual(done.returncode, code, done.stderr.decode("utf-8", "replace") + report)


if __name__ == "__main__":
    unittest.main()
