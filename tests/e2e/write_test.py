#!/usr/bin/python3 -B
"""promfile write, file by file: what is valid arrives in node_exporter, what is not is refused and harms nobody.

Run by hand: tests/e2e/write_test.py bazel-bin/tools/promfile
"""

import sys

import cases
from arrival import missing
from exporter import Exporter, ScrapeFailed
from promfile import Promfile, Tally, content, listing

NEIGHBOUR = b"# HELP neighbour_up A file that nobody may harm.\n# TYPE neighbour_up gauge\nneighbour_up 1\n"
OLD = b"# HELP old_series What was there before.\n# TYPE old_series gauge\nold_series 42\n"


def expect_healthy(tally, topic, what, exporter, text):
    """The exporter lives, has no error, and everything of `text` is in the scrape."""
    try:
        scrape = exporter.scrape()
    except ScrapeFailed as failure:
        tally.expect(topic, what + ": the exporter answers", False, failure)
        exporter.start()
        return
    tally.expect(topic, what + ": node_textfile_scrape_error is 0", scrape.scrape_error() == 0, scrape.scrape_error())
    lost = missing(text, scrape)
    tally.expect(topic, what + ": every series arrives", not lost, "; ".join(lost))


def check_accepted(tally, exporter, promfile):
    for case in cases.accepted():
        exporter.clear()
        exporter.put("neighbour.prom", NEIGHBOUR)
        done = promfile.write(case.name, case.content)
        if not tally.expect_code("accepted files", case.name, done, 0):
            continue
        tally.expect("accepted files", case.name + ": says nothing", done.out == b"" and done.err == "", done)
        expect_healthy(tally, "accepted files", case.name, exporter, NEIGHBOUR + case.content)


def caret_problem(case, err):
    """What is wrong with the excerpt under the first finding, or None."""
    lines = err.split("\n")
    carets = [i for i, line in enumerate(lines) if line.lstrip(" ").startswith("^")]
    if not carets or carets[0] < 1:
        return "no caret"
    caret = lines[carets[0]].index("^")
    excerpt = lines[carets[0] - 1]
    offending = case.content.split(b"\n")[case.line - 1]
    if len(offending) > 40 or not all(0x20 <= byte < 0x7F and byte != 0x5C for byte in offending):
        return None  # Shown cut or escaped; its columns are the unit tests' business.
    if offending.decode() not in excerpt:
        return "the offending line is not shown"
    if caret - excerpt.index(offending.decode()) != case.column - 1:
        return "the caret does not stand below column %d" % case.column
    return None


def check_rejected(tally, exporter, promfile):
    for case in cases.rejected():
        exporter.clear()
        exporter.put("neighbour.prom", NEIGHBOUR)
        name = case.name + ".prom"
        exporter.put(name, OLD)
        before = listing(exporter.directory)
        done = promfile.write(case.name, case.content)
        topic = "refused files"
        place = "promfile: %s:%d:%d: " % (name, case.line, case.column)
        tally.expect(topic, "%s: exit 1" % case.name, done.code == 1, done)
        tally.expect(topic, "%s: the first finding begins %r" % (case.name, place), done.err.startswith(place), done.err)
        problem = caret_problem(case, done.err)
        tally.expect(topic, case.name + ": the line with a caret", problem is None, "%s\n%s" % (problem, done.err))
        still = "the previous file is still in place" in done.err
        tally.expect(topic, case.name + ": says that the previous file is still in place", still, done.err)
        bad = [line for line in done.err.split("\n") if any(ord(c) < 32 or ord(c) == 127 for c in line)]
        tally.expect(topic, case.name + ": no control byte reaches the terminal", not bad, bad)
        tally.expect(topic, case.name + ": the old bytes", content(exporter.path(name)) == OLD)
        tally.expect(topic, case.name + ": no litter", listing(exporter.directory) == before, listing(exporter.directory))
        expect_healthy(tally, topic, case.name, exporter, NEIGHBOUR + OLD)


def check_first_write(tally, exporter, promfile):
    """Refusals when there is no previous file yet."""
    exporter.clear()
    topic = "first write"
    done = promfile.write("fresh", b"m 1 \n")
    tally.expect_code(topic, "refused", done, 1, "fresh.prom:1:4: ")
    tally.expect(topic, "claims no previous file", "previous file is still" not in done.err, done.err)
    tally.expect(topic, "leaves an empty directory", listing(exporter.directory) == [], listing(exporter.directory))
    tally.expect_code(topic, "NAME with .prom", promfile.write("fresh.prom", b"m 1\n"), 0)
    tally.expect(topic, "is one file", listing(exporter.directory) == [b"fresh.prom"], listing(exporter.directory))
    tally.expect(topic, "of these bytes", content(exporter.path("fresh.prom")) == b"m 1\n")
    with open(exporter.path("input"), "wb") as file:
        file.write(b"from_file 1\n")
    tally.expect_code(topic, "FILE", promfile.run(
        "write", "-d", exporter.directory, "fresh", exporter.path("input")), 0)
    tally.expect(topic, "the file's bytes", content(exporter.path("fresh.prom")) == b"from_file 1\n")
    done = promfile.write("fresh", b"dry 1\n", "--dry-run")
    tally.expect_code(topic, "--dry-run", done, 0)
    tally.expect(topic, "--dry-run prints what would be published", done.out == b"dry 1\n", done.out)
    tally.expect(topic, "--dry-run changes nothing", content(exporter.path("fresh.prom")) == b"from_file 1\n")


def main():
    tally = Tally()
    with Exporter() as exporter:
        promfile = Promfile(exporter.directory)
        pid = exporter.pid()
        check_accepted(tally, exporter, promfile)
        check_rejected(tally, exporter, promfile)
        check_first_write(tally, exporter, promfile)
        tally.expect("exporter", "one process all the time", exporter.alive() and exporter.pid() == pid)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
