#!/usr/bin/python3 -B
"""How time and memory of `promfile check` grow with what it reads. Standard library only.

    bazel run //tests/bench:growth -- [--effort short|quick|full] [--plot]

Prints a table, and how far the worst point lies from a straight line. --plot also draws docs/performance/*.png with
gnuplot; two minutes.
"""

import argparse
import collections
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))  # What `bazel run` starts is a link.
sys.path.insert(0, HERE)

from rounds import whole  # noqa: E402
import programs as built  # noqa: E402

# axis: the sizes that are measured
FULL = {
    "series": [10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000, 10000000],
    "series of one family": [10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000, 10000000],
    "series in no order": [10000, 20000, 50000, 100000, 200000, 500000, 1000000, 2000000, 5000000, 10000000],
    "files": [1, 10, 100, 1000, 10000, 100000],
    "labels a series": [1, 3, 10, 30, 100, 300, 1000],
    "bytes a label value": [1, 16, 256, 1024, 4096, 16384, 65536],
}
SIZES = {
    "short": {axis: sizes[:3] for axis, sizes in FULL.items()},
    "quick": {axis: [size for size in sizes if size <= 1000000] for axis, sizes in FULL.items()},
    "full": FULL,
}
# With five, one full run in five says 25 % of an axis that is 5 % off a line, because of what else its machine did then.
ROUNDS = {"short": 5, "quick": 5, "full": 15}
SHAPES = {"series": "series", "series of one family": "one-family", "series in no order": "shuffled", "labels a series": "labels", "bytes a label value": "value-bytes"}

Point = collections.namedtuple("Point", "size seconds bytes")  # CPU time of a process and its largest resident memory


def _directory(programs, files):
    folder = programs.directory("files%d" % files)
    for number in range(files):
        with open(os.path.join(folder, "job%06d.prom" % number), "w", encoding="ascii") as file:
            name = "job_%06d_value" % number
            file.write("# HELP %s Result.\n# TYPE %s gauge\n" % (name, name) + "".join('%s{step="%02d"} %d.5\n' % (name, step, step) for step in range(18)))
    return folder


def _text(programs, axis, size):
    path = os.path.join(programs.folder, "grown%d.prom" % size)
    with open(path, "wb") as file:
        subprocess.run([programs.shapes, SHAPES[axis], str(size)], stdout=file, check=True)
    return path


def _input(programs, axis, size):
    return _directory(programs, size) if axis == "files" else _text(programs, axis, size)


def _cheapest(programs, path):
    """(CPU time, peak memory) of up to five runs; one that takes long is less noisy."""
    command = {"check": [programs.promfile, "check", "--no-lint", path]}
    runs = []
    while not runs or (len(runs) < 5 and sum(run.said["cpu"] for run in runs) < 0.2):
        runs.append(whole(programs.turns, command, 1, os.devnull)["check"])
    return min(run.said["cpu"] for run in runs), min(run.said["peak_kib"] for run in runs) * 1024


def steady(rounds):
    """Medians of what was measured again and again, without what was common to all of a round: machines drift."""
    speeds = [statistics.geometric_mean(values) for values in rounds]
    speed = statistics.median(speeds)
    return [statistics.median(value / of_round for value, of_round in zip(values, speeds)) * speed for values in zip(*rounds)]


def measure(programs, effort):
    """{axis: [Point]}."""
    grown = {}
    for axis, sizes in SIZES[effort].items():
        paths = [_input(programs, axis, size) for size in sizes]
        measured = [[_cheapest(programs, path) for path in paths] for _ in range(ROUNDS[effort])]
        seconds, memory = ([[run[i] for run in of_round] for of_round in measured] for i in (0, 1))
        grown[axis] = [Point(*point) for point in zip(sizes, steady(seconds), map(min, zip(*memory)))]
        for path in paths:
            if axis == "files":
                shutil.rmtree(path)
            else:
                os.remove(path)
    return grown


def line(sizes, values):
    """(a, b) of a + b * size that is nearest to the values, relative to them; neither is negative."""
    weights = [1 / (value * value) for value in values]
    total = sum(weights)
    mean_size = sum(w * x for w, x in zip(weights, sizes)) / total
    mean_value = sum(w * y for w, y in zip(weights, values)) / total
    square = sum(w * (x - mean_size) ** 2 for w, x in zip(weights, sizes))
    slope = max(0.0, sum(w * (x - mean_size) * (y - mean_value) for w, x, y in zip(weights, sizes, values)) / square)
    start = mean_value - slope * mean_size
    if start < 0:
        start, slope = 0.0, sum(w * x * y for w, x, y in zip(weights, sizes, values)) / sum(w * x * x for w, x in zip(weights, sizes))
    return start, slope


def deviation(sizes, values):
    """How far the worst point lies from the line, as a part of the line."""
    start, slope = line(sizes, values)
    return max(abs(value / (start + slope * size) - 1) for size, value in zip(sizes, values))


def deviations(grown):
    """(what, deviation) of time and memory along every axis."""
    for axis, points in grown.items():
        sizes = [point.size for point in points]
        yield axis + ": time", deviation(sizes, [point.seconds for point in points])
        yield "memory", deviation(sizes, [point.bytes for point in points])


def table(grown):
    for axis, points in grown.items():
        print("%20s %12s %12s" % (axis, "CPU ms", "peak MiB"))
        for point in points:
            print("%20d %12.2f %12.2f" % (point.size, point.seconds * 1e3, point.bytes / 2**20))
    for what, off in deviations(grown):
        print("%s: %.0f %% off a line" % (what, 100 * off))


def plot(folder, grown, out):
    """One PNG an axis, in `out`."""
    for axis, points in grown.items():
        data = os.path.join(folder, "data")
        with open(data, "w", encoding="ascii") as file:
            file.writelines("%d %.9f %d\n" % point for point in points)
        sizes = [point.size for point in points]
        seconds, memory = (line(sizes, [point[i] for point in points]) for i in (1, 2))
        names = {"DATA": data, "OUT": os.path.join(out, "growth_%s.png" % axis.replace(" ", "_")), "AXIS": axis}
        numbers = {"START_SECONDS": seconds[0], "SLOPE_SECONDS": seconds[1], "START_BYTES": memory[0], "SLOPE_BYTES": memory[1]}
        settings = ["%s = '%s'" % item for item in names.items()] + ["%s = %.12g" % item for item in numbers.items()]
        subprocess.run(["gnuplot", "-e", "; ".join(settings), os.path.join(HERE, "growth.gnuplot")], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--effort", choices=SIZES, default="full")
    parser.add_argument("--plot", action="store_true")
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="promfile-growth-") as folder:
        grown = measure(built.Programs(folder, arguments.programs), arguments.effort)
        table(grown)
        if arguments.plot:
            plot(folder, grown, os.path.join(os.environ["BUILD_WORKSPACE_DIRECTORY"], "docs/performance"))  # `bazel run` sets it.
    return 0


if __name__ == "__main__":
    sys.exit(main())
