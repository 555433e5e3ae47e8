#!/usr/bin/python3
"""Holds the "Never" of the house over the source tree, and shows for each wall
that a planted violation is found.

Bazel runs this on the workspace itself, every time: a change of any file may
break a wall, and no package has to export its sources for it.
"""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import architecture_rules  # noqa: E402

WORKSPACE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

# The smallest tree without a violation; a case adds to it or replaces a part.
SOUND = {
    "lib/text/BUILD.bazel": 'cc_library(name = "text", deps = ["//lib/exposition"])',
    "lib/text/parser.cc": '#include "promfile/exposition/names.h"\n',
    "lib/exposition/BUILD.bazel": 'cc_library(name = "exposition")',
    "lib/exposition/names.h": "",
    "lib/system/BUILD.bazel": 'cc_library(name = "system")',
    "lib/system/posix_file_system.cc": "#include <fcntl.h>\n#include <unistd.h>\n",
    "lib/directory/BUILD.bazel":
        'cc_library(name = "directory", deps = ["//lib/system", "//lib/text"])',
    "lib/directory/scan.cc": '#include "promfile/system/file_system.h"\n',
    "tests/text/BUILD.bazel":
        'cc_test(name = "a_test", srcs = ["a_test.cc"], deps = ["//lib/text"])',
    "tests/text/a_test.cc": "#include <fstream_like>\n",
    "tests/exposition/BUILD.bazel":
        'cc_test(name = "a_test", srcs = glob(["*.cc"]), deps = ["//lib/exposition:exposition"])',
    "tests/exposition/a_test.cc": "",
    "tests/directory/BUILD.bazel":
        'cc_test(name = "a_test", srcs = ["a_test.cc"], deps = ["//lib/directory"])',
    "tests/directory/a_test.cc": '#include "tests/support/memory_file_system.h"\n',
    "tools/main.cc": '#include "promfile/store/publish.h"\n#include "tools/console.h"\n',
}

# (path, text, what is found)
PLANTED = [
    # Arrows.
    ("lib/directory/scan.cc", '\n#include "promfile/store/publish.h"\n',
     "lib/directory/scan.cc:2: directory must not read store"),
    ("lib/directory/BUILD.bazel",
     'cc_library(\n  name = "directory",\n  deps = ["//lib/store"])',
     "lib/directory/BUILD.bazel:1: directory must not read store"),
    ("lib/directory/BUILD.bazel",
     'cc_library(name = "directory", deps = select({"a": ["//lib/store:store"]}))',
     "lib/directory/BUILD.bazel:1: directory must not read store"),
    ("lib/text/BUILD.bazel",
     'cc_library(name = "text", visibility = ["//lib/exposition:__pkg__"])',
     "lib/text/BUILD.bazel:1: exposition must not read text"),
    ("lib/text/BUILD.bazel",
     'cc_library(name = "text", visibility = ["//visibility:public"])',
     "lib/text/BUILD.bazel:1: name the readers, not //visibility:public"),
    ("lib/text/parser.cc", '#include "promfile/system/clock.h"',
     "lib/text/parser.cc:1: text must not read system"),
    ("lib/exposition/names.h", '#include "promfile/text/escape.h"',
     "lib/exposition/names.h:1: exposition must not read text"),
    ("lib/system/posix_file_system.cc", '#include "promfile/exposition/names.h"',
     "lib/system/posix_file_system.cc:1: system must not read exposition"),
    ("lib/directory/scan.cc", '#include "lib/text/keyed_hash.h"',
     "lib/directory/scan.cc:1: lib/text/keyed_hash.h is private to text"),
    ("lib/text/parser.cc", '#include "promfile/promfile.h"',
     "lib/text/parser.cc:1: a room must not read the umbrella header"),
    ("lib/text/parser.cc", '#include "tools/console.h"',
     "lib/text/parser.cc:1: text must not read tools"),
    ("lib/text/parser.cc", '#include "promfile/cellar/wine.h"',
     "lib/text/parser.cc:1: 'cellar' is no room of the house"),
    ("lib/cellar/wine.h", "", "lib/cellar: 'cellar' is no room of the house"),
    ("tools/main.cc", '#include "tests/support/fake_clock.h"',
     "tools/main.cc:1: only tests may read tests"),
    ("tools/BUILD.bazel", 'cc_binary(name = "a", deps = ["//tests/support"])',
     "tools/BUILD.bazel:1: tools must not read tests"),
    ("lib/text/BUILD.bazel", 'cc_library(name = "parser")',
     "lib/text/BUILD.bazel: no cc_library is named after the room text"),
    # Packages from outside.
    ("lib/text/parser.cc", "#include <re2/re2.h>",
     "lib/text/parser.cc:1: RE2 is for check/name_pattern and extract"),
    ("lib/text/BUILD.bazel", 'cc_library(name = "text", deps = ["@re2//:re2"])',
     "lib/text/BUILD.bazel:1: @re2 is not for text"),
    ("lib/text/BUILD.bazel", 'cc_library(name = "text", deps = ["@googletest//:gtest"])',
     "lib/text/BUILD.bazel:1: @googletest is not for text"),
    ("lib/text/parser.cc", "#include <gtest/gtest.h>",
     "lib/text/parser.cc:1: gtest/gtest.h belongs in tests"),
    # Files, clock, environment, process, flags, output.
    ("lib/text/parser.cc", "#include <fcntl.h>",
     "lib/text/parser.cc:1: <fcntl.h> is for system"),
    ("lib/directory/scan.cc", "#  include <unistd.h>",
     "lib/directory/scan.cc:1: <unistd.h> is for system"),
    ("tools/main.cc", "#include <unistd.h>", "tools/main.cc:1: <unistd.h> is for system"),
    ("tools/main.cc", "#include <sys/stat.h>",
     "tools/main.cc:1: <sys/stat.h> is for system"),
    ("lib/text/parser.cc", "#include <fstream>",
     "lib/text/parser.cc:1: <fstream> is for system"),
    ("lib/text/parser.cc", "#include <iostream>",
     "lib/text/parser.cc:1: <iostream> is for system"),
    ("lib/text/parser.cc", "#include <chrono>",
     "lib/text/parser.cc:1: <chrono> is for system"),
    ("lib/text/parser.cc", '#include "absl/time/clock.h"',
     "lib/text/parser.cc:1: <absl/time/clock.h> is for system"),
    ("lib/text/parser.cc", '#include "absl/flags/flag.h"',
     "lib/text/parser.cc:1: <absl/flags/flag.h> is for system"),
    ("lib/text/parser.cc", "/* 1 */\nint F() { return Seconds(absl::Now()); }",
     "lib/text/parser.cc:2: absl::Now is for system"),
    ("lib/text/parser.cc", "int F() { return time(nullptr); }",
     "lib/text/parser.cc:1: time is for system"),
    ("lib/text/parser.cc", 'bool F() { return std::getenv("A"); }',
     "lib/text/parser.cc:1: getenv is for system"),
    ("tools/main.cc", 'bool F() { return getenv("A"); }',
     "tools/main.cc:1: getenv is for system"),
    ("tools/a_command.cc", "void F() { Run(absl::Now()); }",
     "tools/a_command.cc:1: absl::Now is for system"),
    ("lib/directory/scan.cc", 'void F() { fopen("a", "r"); }',
     "lib/directory/scan.cc:1: fopen is for system"),
    ("lib/text/parser.cc", 'void F() { std::printf("a"); }',
     "lib/text/parser.cc:1: printf is for system and tools"),
    ("lib/text/parser.cc", 'void F() { Print(stderr, "a"); }',
     "lib/text/parser.cc:1: stderr is for system and tools"),
    ("lib/text/parser.cc", "void F() { std::exit(1); }",
     "lib/text/parser.cc:1: exit is for system and tools"),
    # Globals.
    ("lib/text/parser.cc", "namespace promfile {\nint calls = 0;\n}",
     "lib/text/parser.cc:2: lib has no global: int calls"),
    ("lib/text/parser.cc", "namespace a { namespace {\nstd::map<int, int> cache;\n} }",
     "lib/text/parser.cc:2: lib has no global: std::map<int, int> cache"),
    ("lib/text/parser.cc", 'const char* name = "x";',
     "lib/text/parser.cc:1: lib has no global: const char* name"),
    ("lib/text/parser.cc", 'std::string name{"x"};',
     "lib/text/parser.cc:1: lib has no global: std::string name"),
    ("lib/text/parser.cc", "int F() {\n  static int calls = 0;\n  return ++calls;\n}",
     "lib/text/parser.cc:2: lib has no global: static int calls"),
    ("lib/system/posix_file_system.cc", "thread_local int depth;",
     "lib/system/posix_file_system.cc:1: lib has no global: thread_local int depth"),
    # Tests without the disk.
    ("tests/text/BUILD.bazel", "",
     "lib/text: no cc_test in tests/text reaches it without the disk"),
    ("tests/text/BUILD.bazel", 'cc_test(name = "a_test", srcs = ["a_test.cc"], deps = [])',
     "lib/text: no cc_test in tests/text reaches it without the disk"),
    ("tests/directory/a_test.cc", '#include "promfile/system/posix_file_system.h"',
     "lib/directory: no cc_test in tests/directory reaches it without the disk"),
    # Names.
    ("lib/text/string_util.h", "",
     "lib/text/string_util.h: a name with 'util' is an idea that has not been found yet"),
    ("tests/support/helpers.cc", "",
     "tests/support/helpers.cc: a name with 'helpers' is an idea that has not been found yet"),
    ("tools/bazel", "", "tools/bazel: Bazel's wrapper would run this file in Bazel's place"),
]

# (path, text) that looks like a violation and is none.
INNOCENT = [
    ("lib/text/parser.cc", "// #include <fcntl.h>\n/*\n#include <unistd.h>\n*/"),
    ("lib/text/parser.cc", 'const char kUrl[] = "// printf(";  // getenv()'),
    ("lib/text/parser.cc", 'const char kRaw[] = R"x(\n#include <unistd.h>\n")x";'),
    ("lib/text/parser.cc", "void F() { std::snprintf(b, n, f); clock.time(0); a.exit(); }"),
    ("lib/text/parser.cc", "constexpr int kA = 1;\nconst char* const kB = nullptr;\n"),
    ("lib/text/parser.cc", "const struct { int a; } kRows[] = {{1}, {2}};"),
    ("lib/text/parser.cc", "int F() { static const int kX = 1; int y = 2; return kX + y; }"),
    ("lib/text/parser.h", "class A {\n  static A Make();\n  int size_ = 0;\n};\nclass B;"),
    ("lib/text/parser.h", "bool operator==(const A& a, const A& b);\nusing C = int;"),
    ("lib/text/parser.cc", "#define PROMFILE_X(a) \\\n  int a\nvoid F();"),
    ("lib/text/parser.cc", "const char kQuote = '\"';\nconst int kMany = 1'000'000;"),
    ("tools/main.cc", '#include "absl/time/clock.h"\nvoid F() { Run(absl::Now()); }'),
    ("lib/check/name_pattern.cc", "#include <re2/re2.h>"),
    ("tools/main.cc", "#include <cstdio>\nvoid F() { std::puts(kText); std::exit(0); }"),
    ("tests/data/reject/util.prom", ""),
]


def read_workspace():
    """Every file below the rooms' folders: path -> text."""
    tree = {}
    for top in ("lib", "tools", "tests", "examples"):
        for folder, _, names in os.walk(os.path.join(WORKSPACE, top)):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, encoding="utf-8", errors="replace") as file:
                    tree[os.path.relpath(path, WORKSPACE)] = file.read()
    return tree


class PlantedViolations(unittest.TestCase):
    maxDiff = None

    def test_a_sound_tree_has_none(self):
        self.assertEqual(architecture_rules.violations(SOUND), [])

    def test_each_is_found_and_nothing_else(self):
        for path, text, expected in PLANTED:
            with self.subTest(path=path, text=text):
                found = architecture_rules.violations({**SOUND, path: text})
                self.assertEqual(found, [expected])

    def test_what_only_looks_like_one_is_not_found(self):
        for path, text in INNOCENT:
            with self.subTest(path=path, text=text):
                found = architecture_rules.violations({**SOUND, path: text})
                self.assertEqual([f for f in found if f.startswith(path)], [])


class TheHouse(unittest.TestCase):
    def test_has_no_violation(self):
        tree = read_workspace()
        self.assertIn("tests/architecture_test.py", tree)
        self.assertTrue(any(path.startswith("lib/") for path in tree))
        found = architecture_rules.violations(tree)
        if found:
            self.fail("\n" + "\n".join(found))


if __name__ == "__main__":
    unittest.main()
