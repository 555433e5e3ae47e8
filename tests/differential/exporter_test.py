#!/usr/bin/python3 -B
"""Holds `promfile check` and `promfile preview` against the real node_exporter 1.5.0 over made-up directories.

Run by hand: tests/differential/exporter_test.py PROMFILE [CASES [SEED]]
2,000 cases, 20,000 with PROMFILE_LONG=1. Every verdict and every byte of the preview must be the exporter's.
"""

import collections
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "e2e")]

from exporter import Exporter, ScrapeFailed  # noqa: E402
from generator import Generator  # noqa: E402
from streams import families  # noqa: E402

GOROUTINES = b"# HELP go_goroutines Number of goroutines that currently exist.\n# TYPE go_goroutines gauge\n"
SUCCESS = b"# HELP node_scrape_collector_success node_exporter: Whether a collector succeeded.\n# TYPE node_scrape_collector_success gauge\n"
# Files that meet the exporter's own families.
MEETINGS = [
    GOROUTINES + b'go_goroutines{a="b"} 5\n',
    GOROUTINES + b"go_goroutines 5\n",
    GOROUTINES + b'go_goroutines{a=""} 5\n',
    b'go_goroutines{a="b"} 5\n',
    GOROUTINES.replace(b"gauge", b"counter") + b'go_goroutines{a="b"} 5\n',
    b"go_gc_duration_seconds_sum 1\n",
    b"go_gc_duration_seconds_bucket 1\n",
    SUCCESS + b'node_scrape_collector_success{a="b"} 1\n',
    SUCCESS + b'node_scrape_collector_success{collector="textfile"} 0\n',
    b'node_scrape_collector_success{a="b"} 1\n',
    b"# TYPE go_info histogram\n",
    b'# HELP node_textfile_mtime_seconds Unixtime mtime of textfiles successfully read.\n# TYPE node_textfile_mtime_seconds gauge\nnode_textfile_mtime_seconds{file="x"} 1\n',
    b"# HELP node_textfile_scrape_error 1 if there was an error opening or reading a file, 0 otherwise\n# TYPE node_textfile_scrape_error gauge\nnode_textfile_scrape_error 7\n",
    b'# HELP node_textfile_scrape_error 1 if there was an error opening or reading a file, 0 otherwise\n# TYPE node_textfile_scrape_error gauge\nnode_textfile_scrape_error{a="b"} 7\n',
    b"node_textfile_scrape_error 7\n",
    b"# TYPE promhttp_metric_handler_requests_in_flight gauge\npromhttp_metric_handler_requests_in_flight 1\n",
]


class Directories:
    """Writes cases as directories below `base`; entries of all kinds among the files."""

    def __init__(self, base, seed):
        self._base = base
        self._generator = Generator(seed)
        self._random = random.Random(seed + 1)

    def make(self, number):
        path = os.path.join(self._base, "%06d" % number)
        os.mkdir(path)
        if number < len(MEETINGS):
            self._put(path, "m.prom", MEETINGS[number])
            return path
        names = []
        for name, content in self._generator.directory():
            if self._random.random() < 0.1:
                name = self._random.choice([".prom", ".hidden.prom", "a b.prom", 'q"\\.prom', "\u00e9.prom", "x.PROM", "x.prom~", "a.prom.tmp"])
            self._put(path, name, content)
            names.append(name)
        if self._random.random() < 0.08:
            self._odd_entry(path, names)
        if self._random.random() < 0.003:
            self._put(path, os.fsdecode(b"caf\xe9.prom"), self._random.choice([b"", b"m 1\n", b"m\n"]))
        return path

    def _put(self, path, name, content):
        file = os.path.join(path, name)
        with open(file, "wb") as out:
            out.write(content)
        pick = self._random
        seconds = pick.choice([pick.randint(1600000000, 1800000000), pick.randint(-3, 3), 9000000000, 10000000000])
        os.utime(file, ns=(0, seconds * 10**9 + pick.choice([0, 1, 500000000, 999999999])))

    def _odd_entry(self, path, names):
        name = os.path.join(path, self._random.choice(["0.prom", "a.prom", "zz.prom"]))
        if os.path.lexists(name):
            return
        kind = self._random.choice(["directory", "dangling", "loop", "null", "soft", "hard", "socket", "link to directory"])
        if kind == "directory":
            os.mkdir(name)
        elif kind == "dangling":
            os.symlink("nowhere", name)
        elif kind == "loop":
            os.symlink(os.path.basename(name), name)
        elif kind == "null":
            os.symlink("/dev/null", name)
        elif kind == "soft":
            os.symlink(names[0], name)
        elif kind == "hard":
            os.link(os.path.join(path, names[0]), name)
        elif kind == "link to directory":
            os.symlink(".", name)
        else:
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(name)


def checks(promfile, paths):
    """The verdict of check for 1.5.0 of each path."""
    verdicts = []
    for at in range(0, len(paths), 500):
        done = subprocess.run([promfile, "check", "--format=json", "--"] + paths[at : at + 500], stdout=subprocess.PIPE, check=False)
        verdicts += [json.loads(line)["verdict"]["1.5.0"] for line in done.stdout.decode("utf-8").splitlines()]
    return verdicts


def gathering_errors(scrape):
    return scrape.value("promhttp_metric_handler_errors_total", cause="gathering")


class Lenient:
    """A scrape of which only the exporter's own lines matter."""

    def __init__(self, body):
        self.body = body

    def value(self, name, **labels):
        wanted = name + "".join('{%s="%s"}' % label for label in labels.items()) + " "
        for line in self.body.split(b"\n"):
            if line.startswith(wanted.encode()):
                return float(line[len(wanted) :])
        return None


def observe(exporter):
    """What the exporter does with its directory, and the body of the answer."""
    exporter.start()
    try:
        first = Lenient(exporter.scrape_body(3))
        second = Lenient(exporter.scrape_body(3))
    except ScrapeFailed as failure:
        if failure.kind == "timeout":
            exporter.stop()
            return "hang", b""
        return ("crash" if exporter.exit_code() == 2 else "died otherwise"), b""
    if gathering_errors(second) > gathering_errors(first):
        return "damage", first.body
    unread = any(line.startswith(b"# HELP node_textfile_scrape_error ") for line in first.body.split(b"\n")) and first.value("node_textfile_scrape_error") == 1
    return ("reject" if unread else "accept"), first.body


def differences(exporter, promfile, predicted, own):
    """Sentences; empty if check and preview said what happens."""
    seen, body = observe(exporter)
    problems = []
    if seen != predicted:
        problems.append("check says %s, the exporter %s" % (predicted, seen))
    preview = subprocess.run([promfile, "preview", exporter.directory], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if (preview.returncode == 1) != (seen in ("crash", "hang")):
        problems.append("preview exits %d" % preview.returncode)
    chance = [line.split(b"'")[1] for line in preview.stderr.split(b"\n") if b"chance decides" in line]
    scraped, said = families(body), families(preview.stdout)
    for name in own.intersection(scraped):
        lines = said.pop(name, b"").split(b"\n")
        problems += ["not served: %r" % line for line in lines if line not in scraped[name].split(b"\n")]
        del scraped[name]
    for name in chance:
        scraped.pop(name, None)
    for name in sorted(set(scraped) | set(said)):
        if scraped.get(name) != said.get(name):
            problems.append("preview of %r:\n%r\nserved:\n%r" % (name, said.get(name), scraped.get(name)))
    if not problems and list(scraped) != list(said):
        problems.append("order of families")
    return seen, problems


class TextfileExporter(Exporter):
    def scrape_body(self, timeout):
        try:
            status, body = self._get("/metrics", timeout)
        except (socket.timeout, TimeoutError):
            raise ScrapeFailed("timeout", "no answer") from None
        except Exception as problem:  # the connection is closed in many ways
            raise ScrapeFailed("closed", repr(problem)) from None
        if status != 200:
            raise ScrapeFailed("status", "HTTP %d" % status)
        return body


def run(promfile, count, seed):
    base = tempfile.mkdtemp(prefix="promfile-differential-")
    try:
        directories = Directories(base, seed)
        paths = [directories.make(number) for number in range(count)]
        fifo = directories.make(count)
        os.mkfifo(os.path.join(fifo, "fifo.prom"))
        link = directories.make(count + 1)
        os.symlink(os.path.join(fifo, "fifo.prom"), os.path.join(link, "link.prom"))
        paths += [fifo, link]
        predicted = checks(promfile, paths)
        current = os.path.join(base, "current")
        os.symlink(os.path.join(base, "empty"), current)
        os.mkdir(os.path.join(base, "empty"))
        seen_of_all, failures = collections.Counter(), 0
        with TextfileExporter(current) as exporter:
            # Some of its own families are not there before the second scrape.
            exporter.scrape_body(3)
            own = set(families(exporter.scrape_body(3))) - {b"node_textfile_scrape_error"}
            for number, path in enumerate(paths):
                os.unlink(current)
                os.symlink(path, current)
                seen, problems = differences(exporter, promfile, predicted[number], own)
                seen_of_all[seen] += 1
                if not problems:
                    continue
                failures += 1
                if failures > 10:
                    continue
                print("case %d of seed %d:" % (number, seed))
                for name in sorted(os.listdir(path)):
                    file = os.path.join(path, name)
                    print("  %r: %r" % (name, open(file, "rb").read() if os.path.isfile(file) else os.lstat(file)))
                print("  " + "\n  ".join(problems))
        print("%d directories, %d disagreements; the exporter: %s" % (len(paths), failures, dict(seen_of_all)))
        return failures == 0
    finally:
        shutil.rmtree(base)


def main():
    count = 20000 if os.environ.get("PROMFILE_LONG") else 2000
    seed = 1
    if len(sys.argv) > 2:
        count = int(sys.argv[2])
    if len(sys.argv) > 3:
        seed = int(sys.argv[3])
    return 0 if run(os.path.abspath(sys.argv[1]), count, seed) else 1


if __name__ == "__main__":
    sys.exit(main())
