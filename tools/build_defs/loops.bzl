"""Compiler options of the rooms that read every byte of a text, over Bazel's -O2 and -fno-omit-frame-pointer."""

# A register more: 4 % less time for a text of many small families.
WITHOUT_FRAMES = select({
    "//tools/build_defs:opt": ["-fomit-frame-pointer"],
    "//conditions:default": [],
})

# 3 % less for a text of many small families; see FORTIFIED.
SPECIALIZED = select({
    "//tools/build_defs:opt": ["-fipa-sra"],
    "//conditions:default": [],
})

# 6 % less for an exporter's text, and 24 kB of code. For lib/check, too, it would be
# 170 kB more and 2 % less.
UNROLLED = select({
    "//tools/build_defs:opt": ["-O3"],
    "//conditions:default": [],
})

# Where a loop begins within a line of the cache makes up to 5 %. So that it does not depend on
# what stands before it: every function begins with a line. For lib/text no room within them pays.
PLACED = select({
    "//tools/build_defs:opt": ["-falign-functions=64"],
    "//conditions:default": [],
})
DENSE = select({
    "//tools/build_defs:opt": ["-falign-loops=1", "-falign-jumps=1"],
    "//conditions:default": [],
})
