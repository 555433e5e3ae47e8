#!/usr/bin/python3 -B
"""Files that are fine alone and clash beside another one: refused, unless --on-conflict=warn.

Run by hand: tests/e2e/conflict_test.py bazel-bin/tools/promfile
"""

import sys

from exporter import Exporter
from oracle_test import gathering_errors
from promfile import Promfile, Tally, content

HISTOGRAM = b'# HELP h H.\n# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n'

# What the other file has, what is written, and whether node_exporter 1.5.0 loses a series of the two together.
CLASHES = [
    ("the same series", b"# HELP m M.\n# TYPE m gauge\nm 1\n", b"# HELP m M.\n# TYPE m gauge\nm 2\n", True),
    (
        "one of many series",
        b'# HELP m M.\n# TYPE m gauge\nm{a="1"} 1\nm{a="2"} 1\n',
        b'# HELP m M.\n# TYPE m gauge\nm{a="3"} 1\nm{a="2"} 1\n',
        True,
    ),
    ("the same series in another order", b'# HELP m M.\nm{a="1",b="2"} 1\n', b'# HELP m M.\nm{b="2",a="1"} 1\n', True),
    ("the same histogram", HISTOGRAM, HISTOGRAM, True),
    ("HELP differs", b'# HELP m One.\nm{a="1"} 1\n', b'# HELP m Two.\nm{a="2"} 1\n', True),
    ("HELP differs by a blank", b'# HELP m One.\nm{a="1"} 1\n', b'# HELP m One. \nm{a="2"} 1\n', True),
    ("HELP missing in the other", b'm{a="1"} 1\n', b'# HELP m M.\nm{a="2"} 1\n', True),
    ("HELP missing in the new", b'# HELP m M.\nm{a="1"} 1\n', b'm{a="2"} 1\n', True),
    ("TYPE differs", b'# HELP m M.\n# TYPE m gauge\nm{a="1"} 1\n', b'# HELP m M.\n# TYPE m counter\nm{a="2"} 1\n', True),
    ("TYPE missing in the new", b'# HELP m M.\n# TYPE m gauge\nm{a="1"} 1\n', b'# HELP m M.\nm{a="2"} 1\n', True),
    ("_count of another's histogram", HISTOGRAM, b"h_count 1\n", True),
    ("_bucket of another's histogram", HISTOGRAM, b"# TYPE h_bucket gauge\nh_bucket 1\n", True),
    ("histogram over another's _sum", b"h_sum 1\n", HISTOGRAM, True),
    ("summary over another's _count", b"s_count 1\n", b'# TYPE s summary\ns{quantile="0.5"} 1\ns_sum 1\n', True),
]

# Both stand side by side, and everything arrives.
PEACE = [
    ("other labels of one family", b'# HELP m M.\n# TYPE m gauge\nm{a="1"} 1\n', b'# HELP m M.\n# TYPE m gauge\nm{a="2"} 1\n'),
    ("other label names of one family", b'# HELP m M.\nm{a="1"} 1\n', b'# HELP m M.\nm{b="1"} 1\n'),
    ("no HELP on either side", b'm{a="1"} 1\n', b'm{a="2"} 1\n'),
    ("HELP of a family without samples", b"# HELP m One.\nn 1\n", b"# HELP m Two.\nm 1\n"),
    ("_bucket beside another's summary", b"# TYPE s summary\ns_sum 1\ns_count 1\n", b"s_bucket 1\n"),
    ("a suffix that belongs to nobody", b"a_count 1\n", b"a 1\n"),
    ("the other file is rejected by a collector anyway", b"m 1 \n", b"m 1\n"),
    ("the other file is empty", b"", b"m 1\n"),
]


def check_clashes(tally, exporter, promfile):
    for what, other, new, loses in CLASHES:
        # The clash counts whichever of the two names sorts first.
        for other_name, name in (("a.prom", "b.prom"), ("b.prom", "a.prom")):
            exporter.clear()
            exporter.put(other_name, other)
            exporter.put(name, b"old 1\n")
            done = promfile.write(name, new)
            tally.expect_code("clashes", what, done, 1, other_name, "the previous file is still in place")
            starts = "promfile: %s:" % name
            tally.expect("clashes", "%s: begins %r" % (what, starts), done.err.startswith(starts), done.err)
            tally.expect("clashes", what + ": the old bytes", content(exporter.path(name)) == b"old 1\n")
            tally.expect("clashes", what + ": no error", exporter.scrape().scrape_error() == 0)

            done = promfile.write(name, new, "--on-conflict=warn")
            tally.expect_code("--on-conflict=warn", what, done, 0, other_name)
            tally.expect("--on-conflict=warn", what + ": published", content(exporter.path(name)) == new)
            first = exporter.scrape()
            lost = gathering_errors(exporter.scrape()) > gathering_errors(first)
            tally.expect("--on-conflict=warn", what + ": node_exporter loses a series", lost == loses)
    exporter.clear()
    exporter.put("a.prom", b"m 1\n")
    done = promfile.write("b", b"m 1 \n", "--on-conflict=warn")
    tally.expect_code("--on-conflict=warn", "does not excuse a bad file", done, 1, "b.prom:1:4: ")


def check_peace(tally, exporter, promfile):
    for what, other, new in PEACE:
        exporter.clear()
        exporter.put("a.prom", other)
        tally.expect_code("no clash", what, promfile.write("b", new), 0)
        first = exporter.scrape()
        tally.expect("no clash", what + ": nothing lost", gathering_errors(exporter.scrape()) == gathering_errors(first))
    exporter.clear()
    exporter.put("b.prom", b"# HELP m Old.\n# TYPE m counter\nm 1\n")
    tally.expect_code("no clash", "with the file that is replaced", promfile.write("b", b"# HELP m New.\nm 1\n"), 0)
    exporter.put("c.prom", b"x 1\n")
    exporter.put("d.prom", b"x 1\n")
    tally.expect_code("no clash", "between two other files is nobody's business here", promfile.write("b", b"m 2\n"), 0)


def main():
    tally = Tally()
    with Exporter() as exporter:
        promfile = Promfile(exporter.directory)
        check_clashes(tally, exporter, promfile)
        check_peace(tally, exporter, promfile)
        tally.expect("exporter", "is up", exporter.alive())
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
