#!/usr/bin/python3 -B
"""What is bounded is bounded where the documentation says: at the limit it is published, one more is refused.

Run by hand: tests/bounds/limits_test.py bazel-bin/tools/promfile
"""

import sys

from limited import MIB, OLD, STILL, Limited, Tally, content, listing


def labels(count):
    return b",".join(b'l%d="v"' % n for n in range(count))


def series(count):
    return b"".join(b'm{n="%d"} 1\n' % n for n in range(count))


def of_size(size):
    """A text of `size` bytes with one sample, in lines that are not too long."""
    line = b"# " + b"x" * 60000 + b"\n"
    text = line * ((size - 200) // len(line))
    while size - len(text) > 60000:
        text += b"#\n"
    return text + b"#" + b"y" * (size - len(text) - 6) + b"\nm 1\n"


# (what, options, what fits, one more, the first line on standard error for that)
def cases():
    x128, x129 = b"x" * 128, b"x" * 129
    yield "a metric name of 128 bytes", [], x128 + b" 1\n", x129 + b" 1\n", \
        "x.prom:1:1: metric name has 129 bytes, at most 128 are allowed"
    yield "a label name of 128 bytes", [], b"m{" + x128 + b'="v"} 1\n', b"m{" + x129 + b'="v"} 1\n', \
        "x.prom:1:3: label name has 129 bytes, at most 128 are allowed"
    yield "a name in HELP", [], b"# HELP " + x128 + b" h\n" + x128 + b" 1\n", b"# HELP " + x129 + b" h\n" + x129 + b" 1\n", \
        "x.prom:2:1: metric name has 129 bytes, at most 128 are allowed"
    yield "a label value of 4 KiB", [], b'm{a="' + b"v" * 4096 + b'"} 1\n', b'm{a="' + b"v" * 4097 + b'"} 1\n', \
        "x.prom:1:6: value of label 'a' has 4097 bytes, at most 4096 are allowed"
    yield "a label value of 4 KiB as it is written", [], b'm{a="' + b"\\n" * 2048 + b'"} 1\n', b'm{a="' + b"\\n" * 2048 + b'v"} 1\n', \
        "x.prom:1:6: value of label 'a' has 4097 bytes, at most 4096 are allowed"
    yield "30 labels", [], b"m{" + labels(30) + b"} 1\n", b"m{" + labels(31) + b"} 1\n", \
        "x.prom:1:1: sample has 31 labels, at most 30 are allowed"
    yield "a line of 64 KiB", [], b"# " + b"c" * 65534 + b"\nm 1\n", b"# " + b"c" * 65535 + b"\nm 1\n", \
        "x.prom:1:1: line is longer than 65536 bytes"
    yield "a sample line of 64 KiB", [], b"m 1\nn" + b" " * 65534 + b"1\n", b"m 1\nn" + b" " * 65535 + b"1\n", \
        "x.prom:2:1: line is longer than 65536 bytes"
    yield "100,000 series", [], series(100000), series(100001), \
        "x.prom:100001:1: more than 100000 series"
    yield "--max-series", ["--max-series=3"], series(3), series(4), "x.prom:4:1: more than 3 series"
    yield "--max-series above the default", ["--max-series=100001"], series(100001), series(100002), \
        "x.prom:100002:1: more than 100001 series"
    yield "16 MiB", [], of_size(16 * MIB), of_size(16 * MIB + 1), \
        "x.prom: the text is longer than 16777216 bytes; raise the bound with '--max-bytes'"
    yield "--max-bytes", ["--max-bytes=8"], b"m 1\nn 1\n", b"m 1\nn 12\n", "x.prom: the text is longer than 8 bytes; raise the bound with '--max-bytes'"
    yield "--max-bytes above the default", ["--max-bytes=17M"], of_size(17 * MIB), of_size(17 * MIB + 1), \
        "x.prom: the text is longer than 17825792 bytes; raise the bound with '--max-bytes'"


def check_texts(tally, limited):
    for what, options, fits, exceeds, message in cases():
        sources = {"standard input": [], "FILE": [limited.root + "/text"], "COMMAND": ["--", "cat", limited.root + "/text"]}
        for source, words in sources.items():
            if words and "max" not in message and "longer than 1" not in message:
                continue  # Which way it came in makes no difference to a line.
            for text in (fits, exceeds):
                limited.reset()
                with open(limited.root + "/text", "wb") as file:
                    file.write(text)
                done = limited.run("write", "-d", limited.directory, *options, "x", *words, stdin=b"" if words else text)
                topic = "limits"
                where = "%s from %s" % (what, source)
                now = content(limited.file("x.prom"))
                if text is fits:
                    tally.expect(topic, where + " fits", done.code == 0 and done.err == "" and now == fits, (done.code, done.err[-300:]))
                    continue
                lines = done.err.split("\n")
                tally.expect(topic, where + ", and one more: exit 1", done.code == 1, done.code)
                tally.expect(topic, where + ", and one more: the message", lines[0] == "promfile: " + message, done.err[:300])
                tally.expect(topic, where + ", and one more: says what still holds", lines[-2].startswith(STILL), done.err[-300:])
                tally.expect(topic, where + ", and one more: the old bytes", now == OLD, now and now[:80])
                tally.expect(topic, where + ", and one more: no litter", listing(limited.directory) == [b"x.prom"], listing(limited.directory))


def check_names(tally, limited):
    for name, fits in (("n" * 195, True), ("n" * 195 + ".prom", True), ("n" * 196, False), ("n" * 196 + ".prom", False),
                       ("\u00e9" * 97 + "n", True), ("\u00e9" * 98, False)):
        limited.reset()
        done = limited.run("write", "-d", limited.directory, name, stdin=b"m 1\n")
        what = "a file name of %d bytes" % len(name.encode())
        if fits:
            tally.expect("file names", what, done.code == 0 and len(listing(limited.directory)) == 2, done)
        else:
            tally.expect("file names", what + " is wrong use", done.code == 64 and "with .prom it has 201 bytes, 200 are allowed" in done.err, done)
            tally.expect("file names", what + ": nothing is written", listing(limited.directory) == [b"x.prom"], listing(limited.directory))


def main():
    tally = Tally()
    with Limited() as limited:
        check_texts(tally, limited)
        check_names(tally, limited)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
