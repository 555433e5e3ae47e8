#!/usr/bin/python3 -B
"""Holds tests/data against the real node_exporter: each file does there what the data say it does.

promfile takes no part. Run by hand: tests/e2e/oracle_test.py
"""

import os
import sys
import time

import cases
from arrival import missing, surplus
from exporter import Exporter, Exposition, NotExposition, ScrapeFailed

NEIGHBOUR = b"# HELP neighbour_up A file that nobody may harm.\n# TYPE neighbour_up gauge\nneighbour_up 1\n"
NEIGHBOUR_UP = ("neighbour_up", ())


def own_series(exporter):
    """The exporter's series beside NEIGHBOUR alone: what a case must not take away."""
    exporter.clear()
    exporter.put("neighbour.prom", NEIGHBOUR)
    exporter.scrape()
    return set(exporter.scrape().series)


def gathering_errors(scrape):
    """Scrapes before this one of which the registry refused a part."""
    return scrape.value("promhttp_metric_handler_errors_total", cause="gathering")


def check_accepted(exporter, case, own):
    exporter.clear()
    exporter.put("neighbour.prom", NEIGHBOUR)
    exporter.put(case.name + ".prom", case.content)
    try:
        said = Exposition(case.content)
        scrape = exporter.scrape()
    except (NotExposition, ScrapeFailed) as problem:
        exporter.start()
        return [str(problem)]
    problems = missing(NEIGHBOUR + case.content, scrape)
    problems += surplus(NEIGHBOUR + case.content, scrape, {name for name, _ in own} | {"node_textfile_mtime_seconds"})
    if scrape.scrape_error() != 0:
        problems.append("node_textfile_scrape_error is %s" % scrape.scrape_error())
    if gathering_errors(exporter.scrape()) != gathering_errors(scrape):
        problems.append("the registry refused a series")
    if not scrape.is_utf8():
        problems.append("the scrape is not UTF-8")
    if not said.series:
        problems.append("the file has no sample")
    return problems


def observe(exporter, name, content, own, timeout=3):
    """What the exporter does with `content` beside NEIGHBOUR: accept, reject, damage, crash or hang.

    accept: as many series arrive as the file has, and nobody else loses one. Values may be altered.
    damage: a series is missing, or the registry refused one. Which one it refuses is chance in some cases, so the
    exporter's own count of such errors decides as well.
    """
    exporter.clear()
    exporter.start()
    exporter.put("neighbour.prom", NEIGHBOUR)
    exporter.put(name, content)
    try:
        scrape = exporter.scrape(timeout)
    except ScrapeFailed as failure:
        if failure.kind == "timeout":
            return "hang"
        code = exporter.exit_code()
        return "crash" if code == 2 else "closed without an answer, exit code %s" % code
    mtime = scrape.value("node_textfile_mtime_seconds", file=exporter.path(name))
    if scrape.series.get(NEIGHBOUR_UP) != ["1"]:
        return "the neighbour is lost"
    if scrape.scrape_error() == 1 and mtime is None:
        return "reject"
    try:
        said = Exposition(content)
    except NotExposition as problem:
        return "not rejected, although %s" % problem
    claims = {key: len(values) for key, values in said.series.items()}
    for key in own:
        claims[key] = claims.get(key, 0) + 1
    lost = [key for key, count in claims.items() if count > 1 or key not in scrape.series]
    refused = gathering_errors(exporter.scrape()) - gathering_errors(scrape)
    return "damage" if lost or refused else "accept"


def check_rejected(exporter, case, own):
    seen = observe(exporter, case.name + ".prom", case.content, own)
    if seen != case.verdict:
        return ["expected %s, the exporter says: %s" % (case.verdict, seen)]
    lines = case.content.split(b"\n")
    if case.line > len(lines) or case.column > len(lines[case.line - 1]) + 1:
        return ["%d:%d is not in the file" % (case.line, case.column)]
    if not case.why:
        return ["no reason is given"]
    return []


def check_entries(exporter, own):
    """Names of the directory that do harm whatever the content: FIFO, odd file name, directory."""
    problems = []

    def expect(what, verdict, seen):
        if seen != verdict:
            problems.append("%s: expected %s, the exporter says: %s" % (what, verdict, seen))

    expect("file name not UTF-8", "crash", observe(exporter, os.fsdecode(b"caf\xe9.prom"), b"m 1\n", own))
    for name in (".prom", ".hidden.prom", "-dash.prom", "a b.prom"):
        expect("file named " + name, "damage", observe(exporter, name, b"m 1\nm 1\n", own))
    for name in (".promfile-0123.tmp", "m.prom.tmp", "m.PROM", "m.prom~"):
        exporter.clear()
        exporter.put(name, b"m 1\n")
        expect("file named " + name, False, ("m", ()) in exporter.scrape().series)

    exporter.clear()
    os.mkdir(exporter.path("x.prom"))
    scrape = exporter.scrape()
    expect("directory named x.prom", 0, scrape.scrape_error())

    exporter.clear()
    os.symlink("nowhere", exporter.path("x.prom"))
    expect("dangling link", 1, exporter.scrape().scrape_error())

    exporter.clear()
    os.mkfifo(exporter.path("x.prom"))
    try:
        exporter.scrape(timeout=0.5)
        problems.append("FIFO: expected no answer, there is one")
    except ScrapeFailed as failure:
        expect("FIFO", "timeout", failure.kind)
    exporter.stop()
    return problems, 12


def main():
    began = time.monotonic()
    failures = []
    counts = {}
    with Exporter() as exporter, Exporter(collectors=("textfile", "loadavg")) as with_load:
        own = own_series(exporter)
        own_with_load = own_series(with_load)
        for case in cases.accepted():
            failures += ["accept/%s: %s" % (case.name, text) for text in check_accepted(exporter, case, own)]
            counts["arrive"] = counts.get("arrive", 0) + 1
        for case in cases.rejected():
            # One file clashes with a collector that is not the textfile one.
            pair = (with_load, own_with_load) if case.name == "reserved_node_load1" else (exporter, own)
            failures += ["reject/%s: %s" % (case.name, text) for text in check_rejected(pair[0], case, pair[1])]
            counts[case.verdict] = counts.get(case.verdict, 0) + 1
        exporter.start()
        problems, checked = check_entries(exporter, own)
        failures += problems
        counts["directory entries"] = checked
    for text in failures:
        print("FAIL " + text)
    print("checked against node_exporter: " + ", ".join("%s %d" % pair for pair in sorted(counts.items())))
    print("%d failures, %.1f s" % (len(failures), time.monotonic() - began))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
