#!/usr/bin/python3 -B
"""What is written for AArch64 compiles there, and its NEON loop finds what the scalar one does, under qemu.

Run by hand: tests/text/arm64_test.py. Needs g++-aarch64-linux-gnu and qemu-user-static.
"""

import os
import shutil
import subprocess
import sys
import tempfile

COMPILER = "aarch64-linux-gnu-g++"
EMULATOR = "qemu-aarch64-static"
FLAGS = ["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror"]
# The sources that know the processor. The rest of the program needs libraries for it.
SOURCES = ["familiar_lines.cc", "keyed_hash.cc", "line_shape.cc", "special_index.cc", "text_writer.cc"]


def main():
    for program in (COMPILER, EMULATOR):
        if shutil.which(program) is None:
            print("not checked: there is no %s" % program)
            return 1
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    text = os.path.join(root, "lib", "text")
    with tempfile.TemporaryDirectory() as folder:
        # As Bazel has it: lib/ is promfile/. Abseil's headers are the same everywhere, other ones of this machine are not.
        os.symlink(os.path.join(root, "lib"), os.path.join(folder, "promfile"))
        os.symlink("/usr/include/absl", os.path.join(folder, "absl"))
        compiler = [COMPILER] + FLAGS + ["-isystem", folder]
        for source in SOURCES:
            subprocess.run(compiler + ["-fsyntax-only", os.path.join(text, source)], check=True)
        program = os.path.join(folder, "special_index")
        own = os.path.join(root, "tests", "text", "special_index_arm64.cc")
        subprocess.run(compiler + ["-static", "-o", program, own, os.path.join(text, "special_index.cc")], check=True)
        result = subprocess.run([EMULATOR, program], stdout=subprocess.PIPE, universal_newlines=True)
    print(result.stdout, end="")
    return result.returncode


if __name__ == "__main__":
    sys.exit(main())
