#!/usr/bin/python3 -B
"""What a directory costs node_exporter each scrape: CPU time by files, series and bytes. Standard library only.

    bazel run //tests/bench:scrape_cost

Lets the packaged node_exporter serve directories of different shapes, asks as Prometheus does (compressed), reads the CPU
time of its process from /proc, and fits a factor for each. lib/check/scrape_cost.cc has the numbers that this has printed.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))

from exporter import Exporter  # noqa: E402
import report  # noqa: E402

HEADERS = {"Accept": "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "Accept-Encoding": "gzip"}
ENOUGH = 1.5  # seconds of CPU time; the kernel counts them in hundredths


def family(name, lines):
    return ("# HELP %s A help text.\n# TYPE %s gauge\n" % (name, name) + "".join("%s%s\n" % (name, line) for line in lines)).encode()


def labelled(count, width):
    """Lines with two labels whose values have `width` bytes together."""
    return ['{host="%0*d",item="%06d"} %d.5' % (max(1, width - 6), i % 7, i, i) for i in range(count)]


def shapes(corpus):
    """(what, {name: content})"""
    gauges = subprocess.run([corpus, "gauge", "20000"], stdout=subprocess.PIPE, check=True).stdout
    histograms = subprocess.run([corpus, "hist", "20000"], stdout=subprocess.PIPE, check=True).stdout
    yield "nothing", {}
    yield "300 files of 1 series", {"f%d.prom" % i: family("m_%d" % i, [" 1"]) for i in range(300)}
    yield "100 files of 18 series", {"f%d.prom" % i: family("m_%d" % i, labelled(18, 10)) for i in range(100)}
    yield "1,000 files of 18 series", {"f%d.prom" % i: family("m_%d" % i, labelled(18, 10)) for i in range(1000)}
    yield "1 file of 20,000 short series", {"a.prom": family("m", labelled(20000, 10))}
    yield "1 file of 2,000 series of 1 KiB", {"a.prom": family("m", labelled(2000, 1000))}
    yield "1 file of 20,000 series with 6 labels", {"a.prom": gauges}
    yield "1 file of 20,000 series of histograms", {"a.prom": histograms}
    yield "1 file of 5,000 series with 20 labels", {"a.prom": family("m", ["{%s} %d" % (",".join('label_%d="value %d"' % (k, i % (k + 2)) for k in range(19)) + ',item="%d"' % i, i) for i in range(5000)])}
    yield "10 files of 100 families", {"f%d.prom" % i: b"".join(family("m_%d_%d" % (i, k), [" 1"]) for k in range(100)) for i in range(10)}


def cpu_seconds(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def scrape(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/metrics", headers=HEADERS)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or not body:
            raise SystemExit("HTTP %d" % answer.status)
    finally:
        connection.close()


def measure(files):
    """Seconds of CPU time of one scrape."""
    with tempfile.TemporaryDirectory(prefix="promfile-scrape-") as folder:
        for name, content in files.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        with Exporter(folder) as exporter:
            if exporter.scrape(60).scrape_error() != 0:
                raise SystemExit("the exporter refuses a file")
            for _ in range(3):
                scrape(exporter.port)
            began, scrapes, until = cpu_seconds(exporter.pid()), 0, time.monotonic() + 20
            while scrapes < 10 or (cpu_seconds(exporter.pid()) - began < ENOUGH and time.monotonic() < until):
                scrape(exporter.port)
                scrapes += 1
            return (cpu_seconds(exporter.pid()) - began) / scrapes


def solve(matrix, right):
    """Gauss and Jordan; small and well-behaved."""
    size = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i])]
    return [row[size] for row in rows]


def fit(features, seconds):
    """The factors of the features that come nearest to the seconds: twice as much is as far off as half as much."""
    size = len(features[0])
    modelled = seconds
    for _ in range(100):
        # (m - s) / sqrt(m * s) is about log(m / s).
        nearness = [(m * s) ** 0.5 for m, s in zip(modelled, seconds)]
        scaled = [[value / near for value in row] for row, near in zip(features, nearness)]
        matrix = [[sum(row[i] * row[k] for row in scaled) for k in range(size)] for i in range(size)]
        factors = solve(matrix, [sum(row[i] * s / near for row, s, near in zip(scaled, seconds, nearness)) for i in range(size)])
        modelled = [sum(factor * value for factor, value in zip(factors, row)) for row in features]
    return factors


def text(rows):
    """Markdown of rows of (what, features, seconds)."""
    factors = fit([features for _, features, _ in rows], [seconds for _, _, seconds in rows])
    lines = []
    for what, features, seconds in rows:
        modelled = sum(factor * value for factor, value in zip(factors, features))
        lines.append((what, *("{:,}".format(value) for value in features[1:]), "%.2f" % (seconds * 1e3), "%.2f" % (modelled * 1e3), "%.2f x" % (modelled / seconds)))
    model = "CPU time of a scrape = %.2f ms + %.1f us a file + %.2f us a series + %.1f ns a byte" % (factors[0] * 1e3, factors[1] * 1e6, factors[2] * 1e6, factors[3] * 1e9)
    table = report.table(("directory", "files", "series", "bytes", "measured, ms", "by the model, ms", "model / measured"), lines)
    return "%s\n\n    %s\n\n%s" % (report.machine(tempfile.gettempdir()), model, table)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write-docs", action="store_true")
    parser.add_argument("corpus")
    arguments = parser.parse_args()
    rows = []
    for what, files in shapes(os.path.abspath(arguments.corpus)):
        content = b"".join(files.values())
        series = sum(1 for line in content.split(b"\n") if line and line[:1] != b"#")
        rows.append((what, [1, len(files), series, len(content)], measure(files)))
    said = text(rows)
    print(said)
    if arguments.write_docs:
        root = os.environ["BUILD_WORKSPACE_DIRECTORY"]  # `bazel run` sets it.
        report.put(os.path.join(root, "docs/PERFORMANCE.md"), "scrape cost", said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
