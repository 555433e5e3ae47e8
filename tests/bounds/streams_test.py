#!/usr/bin/python3 -B
"""Streams without an end, without a reader or without a descriptor: memory and time stay bounded, the old file stays.

Run by hand: tests/bounds/streams_test.py bazel-bin/tools/promfile
"""

import os
import subprocess
import sys
import time

from limited import MIB, OLD, STILL, Limited, Tally, content, listing

LONG = bool(os.environ.get("PROMFILE_LONG"))
# What promfile may have resident: twice the largest text that may be published, and itself.
MOST = 2 * 16 * MIB + 16 * MIB
TOO_LONG = "promfile: x.prom: the text is longer than 16777216 bytes; raise the bound with '--max-bytes'"


def expect_refused(tally, topic, what, limited, done, code, message):
    lines = done.err.split("\n")
    tally.expect(topic, "%s: exit %d" % (what, code), done.code == code, done)
    tally.expect(topic, what + ": the message", lines[0] == message, done.err[-500:])
    tally.expect(topic, what + ": says what still holds", lines[-2].startswith(STILL), done.err[-500:])
    tally.expect(topic, what + ": the old bytes", content(limited.file("x.prom")) == OLD)
    tally.expect(topic, what + ": no litter", [n for n in listing(limited.directory) if n != b"x.prom"] == [], listing(limited.directory))


def expect_bounded(tally, topic, what, done, most=MOST):
    if not tally.expect(topic, "%s: at most %d MiB" % (what, most // MIB), done.peak <= most, "%.1f MiB" % (done.peak / MIB)):
        return
    print("%s: %.1f MiB, %.2f s of processor time" % (what, done.peak / MIB, done.seconds), flush=True)


def produced_by(command):
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def check_endless_input(tally, limited):
    topic = "endless input"
    write = ["write", "-d", limited.directory, "x"]
    for what, command in (("1 GiB of samples", ["sh", "-c", "yes 'm 1' | head -c 1073741824"]), ("endless samples", ["yes", "m 1"]),
                          ("an endless line", ["cat", "/dev/zero"]), ("endless empty lines", ["yes", ""])):
        limited.reset()
        with produced_by(command) as producer:
            done = limited.run(*write, stdin=producer.stdout)
            producer.stdout.close()
        expect_refused(tally, topic, what, limited, done, 1, TOO_LONG)
        expect_bounded(tally, topic, what, done)
    limited.reset()
    with open("/dev/zero", "rb") as zero:
        expect_refused(tally, topic, "/dev/zero", limited, limited.run(*write, stdin=zero), 1, TOO_LONG)
    limited.reset()
    done = limited.run(*write, "--", "yes", "m 1")
    expect_refused(tally, topic, "-- yes", limited, done, 1, TOO_LONG)
    expect_bounded(tally, topic, "-- yes", done)


def check_endless_job(tally, limited):
    topic = "a job's endless output"
    for option in ("--metrics", "--quiet-on-success"):
        limited.reset(None)
        run = ["run", "-d", limited.directory, option]
        done = limited.run(*run, "--timeout=500ms", "j", "--", "yes", "m 1", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        tally.expect(topic, option + ": ends by its time-out", done.code == 124, done)
        expect_bounded(tally, topic, option + " of an endless job", done)
        done = limited.run(*run, "j", "--", "sh", "-c", "head -c 100000000 /dev/zero; exit 0")
        tally.expect(topic, option + ": the exit code comes back", done.code == 0 and done.out == b"", (done.code, done.err[-300:]))
        told = ("promfile: the metrics that the job printed are refused: they are longer than 16777216 bytes; "
                "those of its last good run stay\n") if option == "--metrics" else ""
        tally.expect(topic, option + ": says no more than that metrics are too long", done.err == told, done.err)
        expect_bounded(tally, topic, option + " of 100 MB", done)
    limited.reset(None)
    with open(limited.root + "/shown", "wb") as file:
        done = limited.run("run", "-d", limited.directory, "--quiet-on-success", "j", "--", "sh", "-c", "head -c 80000000 /dev/zero; exit 5",
                           stdout=file)
        shown = os.fstat(file.fileno()).st_size
    os.unlink(limited.root + "/shown")
    # 64 MiB of it in a file and 256 KiB in memory, with 8 bytes of promfile's own in each 256 KiB.
    kept = 257 * (256 * 1024 - 8)
    tally.expect(topic, "a failed job's output is shown", done.code == 5 and shown == kept, (done.code, shown))
    expect_bounded(tally, topic, "showing 64 MiB", done)
    told = "promfile: %d more bytes of output were not kept\n" % (80000000 - shown)
    tally.expect(topic, "and how much of it is not", done.err == told, done.err)


def check_input_that_never_ends(tally, limited):
    topic = "--timeout"
    write = ["write", "-d", limited.directory, "--timeout=300ms", "x"]
    message = "promfile: standard input did not end within 300ms"
    reader, writer = os.pipe()
    for what, blocking in (("a pipe that stays open", True), ("the same, not blocking", False)):
        limited.reset()
        os.set_blocking(reader, blocking)
        expect_refused(tally, topic, what, limited, limited.run(*write, stdin=reader), 124, message)
    os.close(reader)
    os.close(writer)
    limited.reset()
    with produced_by(["sh", "-c", "while echo '# drop'; do sleep 0.05; done"]) as producer:
        done = limited.run(*write, stdin=producer.stdout)
        producer.stdout.close()
    expect_refused(tally, topic, "a drop every 50 ms", limited, done, 124, message)
    limited.reset()
    done = limited.run(*write, "--", "sleep", "60")
    expect_refused(tally, topic, "-- sleep 60", limited, done, 124, "promfile: 'sleep' did not end within 300ms and was stopped")

    limited.reset()
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    with subprocess.Popen(["sh", "-c", "sleep 0.3; echo m 1; sleep 0.2; echo n 1"], stdout=writer):
        os.close(writer)
        done = limited.run("write", "-d", limited.directory, "x", stdin=reader)
    os.close(reader)
    tally.expect(topic, "input that does not block is waited for", done.code == 0 and content(limited.file("x.prom")) == b"m 1\nn 1\n", done)


def check_odd_input(tally, limited):
    topic = "odd standard input"
    write = ["write", "-d", limited.directory, "x"]
    limited.reset()
    done = limited.run(*write, stdin=None, prepare=lambda: os.close(0))
    expect_refused(tally, topic, "closed", limited, done, 74, "promfile: cannot read standard input: bad file descriptor")
    limited.reset()
    with open("/dev/null", "wb") as sink:
        done = limited.run(*write, stdin=sink)
    expect_refused(tally, topic, "open for writing only", limited, done, 74, "promfile: cannot read standard input: bad file descriptor")
    limited.reset()
    folder = os.open(limited.root, os.O_RDONLY)
    done = limited.run(*write, stdin=folder)
    os.close(folder)
    expect_refused(tally, topic, "a directory", limited, done, 66, "promfile: cannot read standard input: is a directory")


def check_full_output(tally, limited):
    topic = "/dev/full"
    full = "promfile: cannot write to standard output: no space left on device"
    limited.reset()
    with open("/dev/full", "wb") as sink:
        for words in (["--help"], ["--version"], ["check", "--verbose", limited.directory], ["check", "--format=json", limited.directory],
                      ["preview", limited.directory], ["rules"], ["write", "-d", limited.directory, "--dry-run", "x"]):
            done = limited.run(*words, stdin=b"m 1\n", stdout=sink)
            tally.expect(topic, " ".join(words[:2]) + ": exit 74 and why", done.code == 74 and done.err.startswith(full), done)
        for words, code in ((["write", "-d", limited.directory, "x"], 1), (["check", "/nonexistent"], 66), ([], 64), (["wirte"], 64)):
            done = limited.run(*words, stdin=b"m{ 1\n", stderr=sink)
            tally.expect(topic, "as standard error of %s: exit %d" % (words[:1], code), done.code == code, done)
        done = limited.run("run", "-d", "/nonexistent", "j", "--", "sh", "-c", "echo out; exit 9", stderr=sink)
        tally.expect(topic, "as standard error of run: the job runs", done.code == 9 and done.out == b"out\n", done)
    done = limited.run("write", "-d", limited.directory, "x", stdin=b"m 1\n", prepare=lambda: (os.close(1), os.close(2)))
    tally.expect(topic, "standard output and error closed: published", done.code == 0 and content(limited.file("x.prom")) == b"m 1\n", done)


def check_large_files(tally, limited):
    """check reads what no collector would like in bounded memory and linear time."""
    topic = "check of much"
    size = 1024 * MIB if LONG else 256 * MIB
    # A HELP line of 2,000 bytes, a TYPE line and a sample for each of 1,000 families; then comments.
    head = b"".join(b"# HELP m%d %s\n# TYPE m%d gauge\nm%d 1\n" % (n, b"h" * 2000, n, n) for n in range(1000))
    path = limited.root + "/large"
    with open(path, "wb") as file:
        file.write(head)
    rest = b"".join(b"# comment %d\n" % n for n in range(100000))
    limited.reset(None)
    seconds = []
    for part in (size // 2, size):
        feed = "cat '%s'; while cat '%s.rest'; do :; done | head -c %d" % (path, path, part - len(head))
        with open(path + ".rest", "wb") as file:
            file.write(rest)
        with produced_by(["sh", "-c", feed]) as producer:
            # Its last comment is cut: head does not count lines.
            done = limited.run("check", "--no-lint", "-", stdin=producer.stdout, seconds=300)
            producer.stdout.close()
        tally.expect(topic, "%d MiB from a pipe" % (part // MIB), done.code in (0, 1), done)
        expect_bounded(tally, topic, "check of %d MiB" % (part // MIB), done, most=48 * MIB)
        seconds.append(done.seconds)
    tally.expect(topic, "twice the bytes take at most three times as long", seconds[1] < 3 * seconds[0] + 0.5, seconds)
    if LONG:
        with open(path, "ab") as file:
            while file.tell() < 1024 * MIB:
                file.write(rest)
        done = limited.run("check", "--no-lint", path, seconds=300)
        tally.expect(topic, "a file of 1 GiB", done.code == 0, done)
        expect_bounded(tally, topic, "check of a file of 1 GiB", done, most=48 * MIB)
    os.unlink(path)
    os.unlink(path + ".rest")


def one_of_many(label):
    return b'# HELP m One of many.\n# TYPE m gauge\nm{file="%s"} 1\n' % label


def check_many_files(tally, limited):
    topic = "check of many files"
    seconds = []
    limited.reset(None)
    for count in (5000, 10000):
        for n in range(count - 5000, count):
            with open(limited.file("f%05d.prom" % n), "wb") as file:
                file.write(one_of_many(b"%d" % n))
        done = limited.run("check", limited.directory)
        tally.expect(topic, "%d files: nothing is wrong" % count, done.code == 0, done)
        expect_bounded(tally, topic, "check of %d files" % count, done, most=64 * MIB)
        seconds.append(done.seconds)
    tally.expect(topic, "twice the files take at most three times as long", seconds[1] < 3 * seconds[0] + 0.5, seconds)
    began = time.monotonic()
    done = limited.run("write", "-d", limited.directory, "--durability=none", "x", stdin=one_of_many(b"x"))
    tally.expect(topic, "write beside them", done.code == 0, done)
    expect_bounded(tally, topic, "write beside 10000 files", done, most=64 * MIB)
    print("write beside 10000 files: %.2f s" % (time.monotonic() - began))


def main():
    tally = Tally()
    with Limited("/dev/shm" if os.path.isdir("/dev/shm") else None) as limited:
        for check in (check_endless_input, check_endless_job, check_input_that_never_ends, check_odd_input, check_full_output,
                      check_large_files, check_many_files):
            began = time.monotonic()
            check(tally, limited)
            print("%s: %.1f s" % (check.__name__, time.monotonic() - began), flush=True)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
