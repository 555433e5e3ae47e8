#!/usr/bin/python3 -B
"""Measures promfile beside its peers and prints which bars it clears.

    bazel run //tests/bench:run_peers -- [--effort short|quick|full] [--write-docs]
    run_peers.py [OPTION...] PROGRAM...

PROGRAM are the paths of what Bazel has built; Bazel gives them itself. "short" only sees that everything runs and that
all answers are right. --write-docs puts what is printed into docs/PERFORMANCE.md and README.md. The peers come from Debian
packages, group "bench" of tools/build_defs/debian-packages.txt. "full", the default, takes about nine minutes; leave the
machine alone meanwhile.
"""

import argparse
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import programs as built  # noqa: E402  It also finds tests/gates.
import bars  # noqa: E402
import growth  # noqa: E402
import measured  # noqa: E402
import report  # noqa: E402


def measure(programs, effort):
    """Everything, in one go; returns (tables, bars)."""
    corpora = programs.corpora(built.SIZES[effort.name])
    readers = {corpus: measured.readers(programs, effort, path) for corpus, path in corpora.items()}
    python = {corpus: measured.slow_readers(programs, effort, corpora[corpus]) for corpus in corpora if effort.name == "short" or corpus != "node"}
    serializers = measured.serializers(programs, effort, corpora["gauge"])
    checks = {corpus: measured.checks(programs, effort, corpora[corpus]) for corpus in ("small", "gauge")}
    writes, durable, runs = measured.writes(programs, effort), measured.durable_writes(programs, effort), measured.runs(programs, effort)
    directories = measured.directories(programs, effort)
    grown = growth.measure(programs, effort.name)
    cleared = [
        *bars.of_readers(readers),
        *bars.of_checks(programs, checks, directories),
        *bars.of_processes(programs, writes, durable, runs),
        *bars.of_serializers(serializers),
        *bars.of_reads(programs, effort.reads),
        *bars.of_growth(grown),
    ]
    tables = [
        report.throughput("Read and check a text, in process", {corpus: {**times, **python.get(corpus, {})} for corpus, times in readers.items()}),
        report.throughput("Write 100,000 gauges as text, in process", {"gauge": serializers}),
        report.durations("`check`, whole process", checks),
        report.durations("Replace a file with 20 lines, whole process", {"in memory": writes, "on disk": durable}),
        report.durations("Added to /bin/true", {"": runs}),
        report.durations("A directory of 10,000 files", {"": directories}),
    ]
    return tables, sorted(cleared, key=lambda bar: bar.number)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--effort", choices=measured.EFFORTS, default="full")
    parser.add_argument("--write-docs", action="store_true")
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="promfile-bench-") as folder:
        programs = built.Programs(folder, arguments.programs)
        tables, cleared = measure(programs, measured.EFFORTS[arguments.effort])
        machine = report.machine(folder)
    if arguments.effort == "short":
        print("%d bars and %d tables: every program ran, and their answers agree. So short, the figures mean nothing." % (len(cleared), len(tables)))
        return 0
    summary = report.summary(cleared)
    print("\n".join([machine, "", summary, "", *tables]))
    if arguments.write_docs:
        root = os.environ["BUILD_WORKSPACE_DIRECTORY"]  # `bazel run` sets it.
        report.put(os.path.join(root, "README.md"), "measured", "%s\n\n%s" % (machine, summary))
        report.put(os.path.join(root, "docs/PERFORMANCE.md"), "measured", "\n".join([machine, "", summary, "", *tables]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
