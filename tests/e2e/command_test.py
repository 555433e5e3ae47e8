#!/usr/bin/python3 -B
"""What comes in and what is asked for: commands, empty and huge input, patterns, wrong use.

Run by hand: tests/e2e/command_test.py bazel-bin/tools/promfile
"""

import os
import subprocess
import sys
import time

from exporter import Exporter
from promfile import Promfile, Tally, content, listing

OLD = b"old_series 42\n"


def check_output_of_command(tally, exporter, promfile):
    """promfile write NAME -- COMMAND"""
    path = exporter.path("x.prom")
    topic = "write NAME -- COMMAND"

    def run(what, code, expected, *command, options=(), err=(), **more):
        exporter.clear()
        exporter.put("x.prom", OLD)
        done = promfile.write_output_of("x", *command, options=options, **more)
        tally.expect_code(topic, what, done, code, *err)
        tally.expect(topic, what + ": the file", content(path) == expected, content(path))
        tally.expect(topic, what + ": no litter", listing(exporter.directory) == [b"x.prom"], listing(exporter.directory))

    still = "the previous file is still in place"
    run("succeeds", 0, b"m 1\n", "sh", "-c", "echo m 1")
    tally.expect(topic, "the series arrives", exporter.scrape().value("m") == 1)
    run("gets its words as they are", 0, b"# $HOME * -- -d\nm 1\n", "printf", "%s\n", "# $HOME * -- -d", "m 1")
    run("reads promfile's standard input", 0, b"m 5\n", "cat", stdin=b"m 5\n")
    run("closed standard input of promfile", 0, b"m 6\n", "echo", "m 6", stdin=None, preexec_fn=lambda: os.close(0))
    run("writes more than a pipe holds", 0, b"".join(b"m{n=\"%d\"} 1\n" % n for n in range(1, 20001)), "sh", "-c",
        "seq 20000 | sed 's/.*/m{n=\"&\"} 1/'")
    run("fails", 7, OLD, "sh", "-c", "echo m 1; exit 7", err=[still, "7"])
    run("fails with 1", 1, OLD, "false", err=[still])
    run("fails with 255", 255, OLD, "sh", "-c", "echo m 1; exit 255", err=[still])
    run("is killed", 137, OLD, "sh", "-c", "echo m 1; kill -9 $$", err=[still])
    run("is terminated", 143, OLD, "sh", "-c", "echo m 1; kill -15 $$", err=[still])
    run("does not exist", 127, OLD, "/nonexistent/collector", err=["/nonexistent/collector", still])
    run("is not in PATH", 127, OLD, "nonexistent-collector", err=["nonexistent-collector", still])
    run("is no program", 126, OLD, "/etc/passwd", err=["/etc/passwd", still])
    run("is a directory", 126, OLD, "/etc", err=["/etc", still])
    run("prints rubbish", 1, OLD, "echo", "m 1x", err=["x.prom:1:3: ", still])
    run("prints nothing", 1, OLD, "true", err=[still])
    run("may print nothing", 0, b"", "true", options=["--allow-empty"])
    run("complains", 0, b"m 1\n", "sh", "-c", "echo a warning >&2; echo m 1", err=["a warning"])

    began = time.monotonic()
    done = promfile.write_output_of("x", "sleep", "60", options=["--timeout", "1s"])
    tally.expect(topic, "--timeout ends a command that does not", done.code != 0 and still in done.err, done)
    tally.expect(topic, "--timeout is kept", time.monotonic() - began < 10)


def check_input(tally, exporter, promfile):
    path = exporter.path("x.prom")
    topic = "input"
    exporter.clear()
    exporter.put("x.prom", OLD)
    for what, text in (("nothing", b""), ("a newline", b"\n"), ("comments only", b"# nothing today\n")):
        done = promfile.write("x", text)
        tally.expect_code(topic, what + " is refused", done, 1, "x.prom", "the previous file is still in place", "--allow-empty")
        tally.expect(topic, what + ": the old bytes", content(path) == OLD)
    tally.expect_code(topic, "--allow-empty", promfile.write("x", b"", "--allow-empty"), 0)
    tally.expect(topic, "--allow-empty publishes an empty file", content(path) == b"")
    scrape = exporter.scrape()
    tally.expect(topic, "an empty file is no error", scrape.scrape_error() == 0 and scrape.value("old_series") is None)

    exporter.put("x.prom", OLD)
    tally.expect_code(topic, "FILE missing", promfile.run("write", "-d", exporter.directory, "x", "/nonexistent/input"), 66,
                      "/nonexistent/input", "the previous file is still in place")
    tally.expect(topic, "FILE missing: the old bytes", content(path) == OLD)
    done = promfile.run("write", "-d", exporter.directory, "x", "/etc")
    tally.expect(topic, "FILE is a directory", done.code != 0 and content(path) == OLD, done)

    many = b"".join(b"m{n=\"%d\"} 1\n" % n for n in range(100001))
    tally.expect_code(topic, "100,001 series", promfile.write("x", many), 1, "x.prom:100001:1: ", "100000")
    tally.expect_code(topic, "100,000 series", promfile.write("x", many[: many.rindex(b"\n", 0, -1) + 1]), 0)
    tally.expect_code(topic, "--max-series", promfile.write("x", b"m 1\nn 2\no 3\n", "--max-series=2"), 1, "x.prom:3:1: ")
    exporter.put("x.prom", OLD)
    big = b"# " + b"x" * 60000 + b"\n"
    tally.expect_code(topic, "more than 16 MiB", promfile.write("x", big * 300 + b"m 1\n"), 1, "x.prom")
    tally.expect_code(topic, "--max-bytes", promfile.write("x", b"m 1\nn 2\n", "--max-bytes=4"), 1, "x.prom")
    tally.expect(topic, "too large: the old bytes", content(path) == OLD)

    # An endless line, and an endless text, end by themselves and in little memory.
    for what, source in (("an endless line", "/dev/zero"), ("an endless text", "yes m 1 |")):
        command = "%s timeout 20 prlimit --as=400000000 %s write -d %s x %s" % (
            source if "|" in source else "", promfile.path, exporter.directory, "" if "|" in source else "< " + source)
        done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        tally.expect(topic, what + " is refused in bounded memory", done.returncode == 1 and b"still in place" in done.stderr,
                     (done.returncode, done.stderr[-500:]))
        tally.expect(topic, what + ": the old bytes", content(path) == OLD)

    began = time.monotonic()
    reader, writer = os.pipe()
    try:
        done = subprocess.run([promfile.path, "write", "-d", exporter.directory, "--timeout=1s", "x"], stdin=reader,
                              stderr=subprocess.PIPE, timeout=20, check=False)
        ok = done.returncode != 0 and b"still in place" in done.stderr and time.monotonic() - began < 10
        tally.expect(topic, "--timeout of input that never ends", ok, done)
    finally:
        os.close(reader)
        os.close(writer)


def check_patterns(tally, exporter, promfile):
    topic = "--allow, --deny"
    exporter.clear()
    exporter.put("x.prom", OLD)
    histogram = b'# TYPE h histogram\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n'
    still = "the previous file is still in place"
    for what, options, text, place in [
        ("an allowed family", ["--allow", "backup_.*"], b"backup_files 1\n", None),
        ("one of two patterns", ["--allow=a", "--allow=b"], b"a 1\nb 2\n", None),
        ("a family that is not denied", ["--deny", "node_.*"], b"backup_files 1\n", None),
        ("a histogram by its own name", ["--allow", "h"], histogram, None),
        ("another family", ["--allow", "backup_.*"], b"backup_files 1\nother 1\n", "2:1"),
        ("the whole name must match", ["--allow", "backup"], b"backup_files 1\n", "1:1"),
        ("the whole name must match at its start", ["--allow", "files"], b"backup_files 1\n", "1:1"),
        ("a denied family", ["--deny", "backup_.*"], b"# HELP backup_files B.\nbackup_files 1\n", ""),
        ("denied wins over allowed", ["--allow=.*", "--deny=b"], b"a 1\nb 1\n", "2:1"),
    ]:
        exporter.put("x.prom", OLD)
        done = promfile.write("x", text, *options)
        if place is None:
            tally.expect_code(topic, what + " is published", done, 0)
            tally.expect(topic, what + ": in place", content(exporter.path("x.prom")) == text)
        else:
            start = "promfile: x.prom:%s: " % place if place else "promfile: x.prom:"
            tally.expect_code(topic, what + " is refused", done, 1, still, start)
            tally.expect(topic, what + ": the old bytes", content(exporter.path("x.prom")) == OLD)
    tally.expect_code(topic, "a broken pattern", promfile.write("x", b"m 1\n", "--allow", "("), 64, "--allow")


def check_wrong_use(tally, exporter, promfile):
    topic = "wrong use"
    exporter.clear()
    here = ["-d", exporter.directory]
    for what, arguments, fragments in [
        ("unknown option", ["write", *here, "--dry-rum", "x"], ["--dry-rum", "did you mean", "--dry-run"]),
        ("unknown option of check", ["check", "--fromat=json", "-"], ["--fromat", "--format"]),
        ("unknown short option", ["write", *here, "-Z", "x"], ["Z"]),
        ("unknown command", ["wirte", *here, "x"], ["wirte", "did you mean", "write"]),
        ("unknown command like none", ["frobnicate"], ["frobnicate"]),
        ("no command", [], []),
        ("no NAME", ["write", *here], ["NAME"]),
        ("too many words", ["write", *here, "x", "-", "y"], ["y"]),
        ("no command after --", ["write", *here, "x", "--"], []),
        ("option without its argument", ["write", "x", "-d"], ["d"]),
        ("argument of an option without", ["write", *here, "--dry-run=yes", "x"], ["dry-run"]),
        ("bad --on-conflict", ["write", *here, "--on-conflict=ignore", "x"], ["ignore", "refuse", "warn"]),
        ("bad --durability", ["write", *here, "--durability=maybe", "x"], ["maybe", "full"]),
        ("bad --mode", ["write", *here, "--mode=rw", "x"], ["rw"]),
        ("mode that lets others write", ["write", *here, "--mode=666", "x"], ["666"]),
        ("bad --timeout", ["write", *here, "--timeout=soon", "x"], ["soon"]),
        ("bad --format", ["check", "--format=xml", "-"], ["xml", "json"]),
        ("check without PATH", ["check"], ["PATH"]),
    ]:
        tally.expect_code(topic, what, promfile.run(*arguments, stdin=b"m 1\n"), 64, *fragments)
    for name in ("../x", "a/b", "/x", ".hidden", "", ".", "..", ".prom", "x\n", "x\x1b[31m", "n" * 201, b"caf\xe9"):
        done = promfile.write(name, b"m 1\n")
        tally.expect(topic, "NAME %r" % name, done.code == 64, done)
        tally.expect(topic, "NAME %r: nothing raw on stderr" % name, "\x1b" not in done.err and "\ufffd" not in done.err, done)
    done = promfile.run("write", *here, "--", "-x", stdin=b"m 1\n")
    tally.expect(topic, "NAME with a dash", done.code == 64, done)
    tally.expect(topic, "nothing was written", listing(exporter.directory) == [], listing(exporter.directory))
    for arguments in (["--help"], ["write", "--help"], ["check", "--help"], ["--version"]):
        done = promfile.run(*arguments)
        tally.expect("help", " ".join(arguments), done.code == 0 and done.out and not done.err, done)


def main():
    tally = Tally()
    with Exporter() as exporter:
        promfile = Promfile(exporter.directory)
        check_output_of_command(tally, exporter, promfile)
        check_input(tally, exporter, promfile)
        check_patterns(tally, exporter, promfile)
        check_wrong_use(tally, exporter, promfile)
        tally.expect("exporter", "is up", exporter.alive() and exporter.scrape().scrape_error() == 0)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
