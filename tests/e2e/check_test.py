#!/usr/bin/python3 -B
"""promfile check says of every file what node_exporter does with it, and leaves everything as it is.

Run by hand: tests/e2e/check_test.py bazel-bin/tools/promfile
"""

import json
import os
import sys
import tempfile

import cases
from promfile import Promfile, Tally, listing

FIELDS = {"path": str, "kind": str, "verdict": dict, "series": int, "findings": list}
FINDING_FIELDS = {"severity": str, "rule": str, "file": str, "line": int, "column": int, "family": str, "message": str,
                  "remedy": str, "collectors": list}
OK_OR_LINT = (0, 3)


def answers(tally, topic, done):
    """One JSON object a line, every field of the right kind."""
    objects = []
    for line in done.out.decode("utf-8").splitlines():
        try:
            one = json.loads(line)
        except ValueError as problem:
            tally.expect(topic, "JSON", False, "%s: %r" % (problem, line[:300]))
            continue
        bad = [name for name, kind in FIELDS.items() if not isinstance(one.get(name), kind)]
        for finding in one.get("findings", []):
            bad += [name for name, kind in FINDING_FIELDS.items() if not isinstance(finding.get(name), kind)]
            if finding.get("severity") not in ("error", "warning", "advice"):
                bad.append("severity")
            if not set(finding.get("collectors", [])) <= {"1.5.0", "head"}:
                bad.append("collectors")
        tally.expect(topic, "the fields of cli.md", not bad, "%s in %s" % (bad, line[:500]))
        objects.append(one)
    return objects


def check_data(tally, promfile):
    accepted = cases.accepted()
    done = promfile.run("check", "--format=json", *(case.path for case in accepted))
    tally.expect("check, accepted", "exit 0 or 3", done.code in OK_OR_LINT, done)
    found = answers(tally, "check, accepted", done)
    tally.expect("check, accepted", "one object a path", len(found) == len(accepted), len(found))
    for case, one in zip(accepted, found):
        verdict = {"1.5.0": "accept", "head": "accept"}
        tally.expect("check, accepted", case.name + ": accept", one["verdict"] == verdict, one["verdict"])
        tally.expect("check, accepted", case.name + ": the path, a file", (one["path"], one["kind"]) == (case.path, "file"), one)
        worse = [finding for finding in one["findings"] if finding["severity"] != "advice"]
        tally.expect("check, accepted", case.name + ": no error, no warning", not worse, worse)

    rejected = cases.rejected()
    done = promfile.run("check", "--format=json", *(case.path for case in rejected))
    tally.expect("check, rejected", "exit 1", done.code == 1, done.code)
    found = answers(tally, "check, rejected", done)
    tally.expect("check, rejected", "one object a path", len(found) == len(rejected), len(found))
    for case, one in zip(rejected, found):
        verdict = {"1.5.0": case.verdict, "head": case.verdict_head}
        tally.expect("check, rejected", "%s: %s" % (case.name, verdict), one["verdict"] == verdict, one["verdict"])
        if case.name.startswith("limit_"):
            continue  # What is too large to publish is not bad to have.
        errors = [finding for finding in one["findings"] if finding["severity"] == "error"]
        place = (case.line, case.column)
        seen = (errors[0]["line"], errors[0]["column"]) if errors else None
        tally.expect("check, rejected", "%s: the first error at %s" % (case.name, place), seen == place, seen)
        told = {name for finding in errors for name in finding["collectors"]}
        wanted = {name for name, effect in verdict.items() if effect != "accept"}
        tally.expect("check, rejected", "%s: collectors %s" % (case.name, sorted(wanted)), wanted <= told, sorted(told))

    for case in rejected:
        done = promfile.run("check", case.path)
        limit = case.name.startswith("limit_")
        place = "%s:%d:%d: " % (case.path, case.line, case.column)
        ok = done.code in OK_OR_LINT if limit else done.code == 1 and place in done.out.decode("utf-8", "replace") + done.err
        tally.expect("check, text", "%s: %s" % (case.name, place), ok, done)
    for case in accepted:
        done = promfile.run("check", "-", stdin=case.content)
        tally.expect("check, standard input", case.name, done.code in OK_OR_LINT, done)


def check_directories(tally, promfile):
    topic = "check, directories"

    def verdict_is(what, v150, head, files, make=None, code=None):
        with tempfile.TemporaryDirectory(prefix="promfile-e2e-") as folder:
            for name, text in files.items():
                with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:
                    file.write(text)
            if make:
                make(folder)
            before = listing(folder)
            done = promfile.run("check", "--format=json", folder, timeout=5)
            found = answers(tally, topic, done)
            wanted = {"1.5.0": v150, "head": head}
            seen = found[0]["verdict"] if found else done
            tally.expect(topic, "%s: %s" % (what, wanted), seen == wanted, done)
            tally.expect(topic, what + ": kind", bool(found) and found[0]["kind"] == "directory", found)
            good = v150 == "accept" and head == "accept"
            tally.expect(topic, what + ": exit code", done.code in OK_OR_LINT if good else done.code == 1, done.code)
            tally.expect(topic, what + ": changes nothing", listing(folder) == before)

    m1, m2 = b"# HELP m M.\nm 1\n", b"# HELP m M.\nm 2\n"
    verdict_is("empty", "accept", "accept", {})
    verdict_is("two good files", "accept", "accept", {"a.prom": b"m 1\n", "b.prom": b"n 1\n"})
    verdict_is("a file that nobody reads", "accept", "accept", {"a.prom": b"m 1\n", "b.prom.tmp": b"m 1", "c.PROM": b"("})
    verdict_is("one cut file", "reject", "reject", {"a.prom": b"m 1\n", "b.prom": b"n 1"})
    verdict_is("a hidden cut file", "reject", "reject", {".b.prom": b"n 1"})
    verdict_is("one series in two files", "damage", "damage", {"a.prom": m1, "b.prom": m2})
    verdict_is("a clash with a file that is skipped", "reject", "reject", {"a.prom": m1, "b.prom": m2 + b"x 1 \n"})
    verdict_is("TYPE differs", "damage", "damage", {"a.prom": b"# HELP m M.\n# TYPE m gauge\nm{a=\"1\"} 1\n", "b.prom": b"# HELP m M.\nm{a=\"2\"} 1\n"})
    verdict_is("the worst stands", "crash", "crash", {"a.prom": b"m{__x=\"1\"} 1\n", "b.prom": b"m 1", "c.prom": m1, "d.prom": m2})
    verdict_is("a FIFO", "hang", "hang", {"a.prom": b"m 1\n"}, lambda folder: os.mkfifo(os.path.join(folder, "x.prom")))
    verdict_is("a directory x.prom", "accept", "reject", {"a.prom": b"m 1\n"}, lambda folder: os.mkdir(os.path.join(folder, "x.prom")))
    verdict_is("a dangling link", "reject", "reject", {}, lambda folder: os.symlink("nowhere", os.path.join(folder, "x.prom")))
    verdict_is("a link to a neighbour", "damage", "damage", {"a.prom": m1}, lambda folder: os.symlink("a.prom", os.path.join(folder, "x.prom")))
    verdict_is("a name that is not UTF-8", "crash", "crash", {b"caf\xe9.prom": b"m 1\n"})
    verdict_is("/dev/null behind a link", "accept", "accept", {}, lambda folder: os.symlink("/dev/null", os.path.join(folder, "x.prom")))


def check_frame(tally, promfile):
    topic = "check, frame"
    by_name = {case.name: case for case in cases.rejected()}
    quote = by_name["help_escaped_quote"].path
    tally.expect_code(topic, "a path that does not exist", promfile.run("check", "/nonexistent/x.prom"), 66, "/nonexistent/x.prom")
    done = promfile.run("check", "/nonexistent/x.prom", quote)
    tally.expect(topic, "the other paths are checked all the same", done.code in (1, 66) and quote.encode() in done.out + done.err.encode(), done)
    for collector, code in (("1.5.0", (1,)), ("head", OK_OR_LINT), ("all", (1,))):
        done = promfile.run("check", "--collector=" + collector, quote)
        tally.expect(topic, "--collector=" + collector, done.code in code, done)
    tally.expect_code(topic, "unknown collector", promfile.run("check", "--collector=0.18", quote), 64, "0.18")
    done = promfile.run("check", "--format=json", "-", stdin=b"m 1\nm 1\n")
    found = answers(tally, topic, done)
    tally.expect(topic, "standard input as JSON", len(found) == 1 and found[0]["verdict"]["head"] == "damage", done)


def main():
    tally = Tally()
    promfile = Promfile(None)
    check_data(tally, promfile)
    check_directories(tally, promfile)
    check_frame(tally, promfile)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
