"""Compiler options of everything that goes into the binary."""

# Bazel's toolchain has level 1 with -c opt. 3 also checks where the size of a
# buffer is known only when the program runs. Needs an optimizing compiler.
FORTIFIED = select({
    "//tools/build_defs:opt": [
        "-U_FORTIFY_SOURCE",
        "-D_FORTIFY_SOURCE=3",
        # What GCC makes of a small function for the calls of one file has one name in all files, Abseil's as well:
        # order_symbols could not put one of them beside what needs it without all of those.
        "-fno-ipa-sra",
    ],
    "//conditions:default": [],
})
