#!/usr/bin/python3 -B
"""The binary that users get is hardened as docs/decisions says: read from the file itself and from a start of it.

Arguments: promfile as `bazel build -c opt` makes it, before and after it is stripped.
"""

import re
import subprocess
import sys
import unittest

WITH_SYMBOLS, STRIPPED = sys.argv.pop(1), sys.argv.pop(1)


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True).stdout


def functions():
    """Name -> the instructions of each function of the binary."""
    found, code = {}, []
    for line in output("objdump", "-d", "-C", "--no-show-raw-insn", WITH_SYMBOLS).splitlines():
        start = re.match(r"[0-9a-f]+ <(.*)>:$", line)
        if start:
            code = found.setdefault(start.group(1), [])
        elif "\t" in line:
            code.append(line.split("\t", 1)[1].strip())
    return found


FUNCTIONS = functions()
HEADERS = output("readelf", "-hlSW", STRIPPED)


def one(pattern):
    """The code of the only function whose name begins with `pattern`."""
    found = [code for name, code in FUNCTIONS.items() if name.startswith(pattern) and "[clone" not in name]
    assert len(found) == 1, "%d functions begin with %s" % (len(found), pattern)
    return found[0]


class Segments(unittest.TestCase):
    # Type, offset, address, physical address, size in the file, in memory, flags.
    ROWS = re.findall(r"^  ([A-Z_]+) +0x\w+ 0x(\w+) 0x\w+ 0x\w+ 0x(\w+) ([R ][W ][E ])", HEADERS, re.M)

    def test_static_so_that_nothing_is_bound_late(self):
        self.assertTrue(self.ROWS)
        self.assertEqual([row[0] for row in self.ROWS if row[0] in ("INTERP", "DYNAMIC")], [])

    def test_none_is_both_written_and_executed(self):
        self.assertEqual([row for row in self.ROWS if "W" in row[3] and "E" in row[3]], [])

    def test_the_stack_is_not_executed(self):
        self.assertEqual([row[3] for row in self.ROWS if row[0] == "GNU_STACK"], ["RW "])

    def test_constants_are_not_executed(self):
        code = [range(int(row[1], 16), int(row[1], 16) + int(row[2], 16)) for row in self.ROWS if "E" in row[3]]
        for section in (".rodata", ".eh_frame", ".gcc_except_table"):
            address = int(re.search(r"\] %s +\S+ +(\w+)" % re.escape(section), HEADERS).group(1), 16)
            self.assertFalse(any(address in part for part in code), section)

    def test_what_is_only_written_at_the_start_is_read_only_after_it(self):
        relro = [(int(row[1], 16), int(row[2], 16)) for row in self.ROWS if row[0] == "GNU_RELRO"]
        self.assertEqual(len(relro), 1)
        start, size = relro[0]
        for section in (".got", ".got.plt", ".data.rel.ro", ".init_array"):
            address = int(re.search(r"\] %s +\S+ +(\w+)" % re.escape(section), HEADERS).group(1), 16)
            self.assertTrue(start <= address < start + size, section)
        self.assertEqual((start + size) % 4096, 0, "the last page of it stays writable")
        done = subprocess.run(["strace", "-e", "trace=mprotect", STRIPPED, "--version"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            print("not checked: that the start makes it so: %s" % done.stderr.strip())
            return
        page = start & ~4095
        self.assertIn("mprotect(0x%x, %d, PROT_READ)" % (page, start + size - page), done.stderr)


class Code(unittest.TestCase):
    def test_frames_have_canaries(self):
        # It has no array, only a local whose address is taken: -strong.
        for name in ("promfile::WriteStandardStream(", "promfile::ReadToEnd[abi:cxx11]("):
            self.assertTrue(any("%fs:0x28" in line for line in one(name)), name)
        self.assertIn("__stack_chk_fail", FUNCTIONS)

    def test_large_frames_touch_every_page(self):
        self.assertTrue("orq    $0x0,(%rsp)" in one("long promfile::(anonymous namespace)::ReadEntries<32768ul>("), "no probe")

    def test_copies_and_formats_are_fortified(self):
        # The size of the second is known only when it runs: level 3.
        for name, check in (("promfile::OutputLog::Spill()", "snprintf_chk"), ("promfile::OutputLog::Replay()", "memcpy_chk")):
            self.assertTrue(any(check in line for line in one(name)), "%s has no %s" % (name, check))

    def test_indirect_branches_have_their_targets_marked(self):
        own = {name: code for name, code in FUNCTIONS.items()
               if name.startswith("promfile::") and "[clone" not in name and "lambda" not in name}
        marked = [name for name, code in own.items() if code and code[0] == "endbr64"]
        self.assertGreater(len(own), 300)
        self.assertGreater(len(marked), len(own) // 2)
        self.assertEqual(FUNCTIONS["main"][0], "endbr64")
        if "IBT" not in output("readelf", "-n", WITH_SYMBOLS):
            print("not checked: that the processor looks at them: the C library is built without, and one is enough")


class Streams(unittest.TestCase):
    """tools/leaner_start.cc keeps them from being built."""

    STREAM = re.compile(r"<std::w?(cin|cout|cerr|clog)(\+\w+)?>")

    def test_nobody_refers_to_one(self):
        users = {name for name, code in FUNCTIONS.items() if any(self.STREAM.search(line) for line in code)}
        # They print a broken tree before they abort; there is never a tree.
        self.assertEqual({name for name in users if "cord_internal::CordRepBtree::" not in name}, set())

    def test_nothing_builds_them(self):
        names = output("nm", "-C", "--defined-only", WITH_SYMBOLS)
        built = re.findall(r" (std::(?:ios_base::Init::Init|w?cin|wcout|w?cerr|w?clog))\b", names)
        self.assertEqual(built, [])


if __name__ == "__main__":
    unittest.main()
