#!/usr/bin/python3 -B
"""The fifteen bars: what is required, what was measured, and whether that is enough. Standard library only."""

import os

import costs
import growth
import torn

MIB = 1 << 20


class Bar:
    """One row. `measured` are (text, good enough) pairs; a bar is cleared if every one is."""

    def __init__(self, number, what, required, measured):
        self.number, self.what, self.required, self.measured = number, what, required, measured

    def cleared(self):
        return all(ok for _, ok in self.measured)

    def text(self):
        return "; ".join(text if ok else "**%s**" % text for text, ok in self.measured)


def at_least(value, bound, form):
    return form % value, value >= bound


def at_most(value, bound, form):
    return form % value, value <= bound


def of_readers(readers):
    """1 to 4; `readers` is {corpus: {program: Times}}."""
    full = "promfile: full"
    yield Bar(1, "full validation in process, x expfmt + Gather", ">= 60, small >= 40", [at_least(times["expfmt + Gather"] / times[full], 40 if corpus == "small" else 60, corpus + " %.0f") for corpus, times in readers.items()])
    yield Bar(2, "the same, x VictoriaMetrics Unmarshal", ">= 2.0", [at_least(times["VictoriaMetrics Unmarshal"] / times[full], 2, corpus + " %.2f") for corpus, times in readers.items()])
    shares = {"gauge": 15, "node": 35}
    yield Bar(3, "the same, share of the memchr newline scan", "gauge >= 15 %, node >= 35 %", [at_least(100 * (readers[corpus]["memchr"] / readers[corpus][full]), share, corpus + " %.1f %%") for corpus, share in shares.items()])
    without = "promfile: without duplicates"
    yield Bar(4, "time with duplicate detection / without", "<= 1.25", [at_most(times[full] / times[without], 1.25, corpus + " %.2f") for corpus, times in readers.items()])


def of_checks(programs, checks, directories):
    """5, 6, 7 and 11."""
    check, promtool = "promfile check", "promtool check metrics"
    large, small = checks["gauge"], checks["small"]
    yield Bar(5, "`check` of 100,000 series, whole process", "<= 3.0 x `wc -l`, >= 55 x faster than promtool", [at_most(large[check] / large["wc -l"], 3, "%.2f x wc"), at_least(large[promtool] / large[check], 55, "%.0f x faster")])
    yield Bar(6, "`check` of 900 series, whole process", ">= 25 x faster than promtool", [at_least(small[promtool] / small[check], 25, "%.0f x faster")])
    yield Bar(7, "peak memory of `check` on 100,000 series", "<= 6 MiB", [at_most(large[check].said["peak_kib"] / 1024, 6, "%.2f MiB")])
    yield Bar(11, "`check` of a directory of 10,000 files", "<= 1.5 x open + fstat + read + close", [at_most(directories[check] / directories["open, fstat, read, close"], 1.5, "%.2f x")])


def of_processes(programs, writes, durable, runs):
    """8, 9, 10 and 15."""
    least, write = "C, static, checks nothing", "promfile write"
    command = [programs.promfile, "write", "-d", programs.directory("counted"), "--durability=none", "x"]
    costs.system_calls(command, programs.tiny)  # From now on there is a file to replace.
    yield Bar(
        8,
        "validated `write` of 20 lines, whole process, no fsync",
        "<= 1.25 x minimal static C; <= 130 k user instructions, 32 system calls, 2 MiB",
        [
            at_most(writes[write] / writes[least], 1.25, "%.2f x"),
            at_most(costs.instructions(command, programs.tiny) / 1e3, 130, "%.0f k"),
            at_most(costs.system_calls(command, programs.tiny), 32, "%d calls"),
            at_most(writes[write].said["peak_kib"] / 1024, 2, "%.2f MiB"),
        ],
    )
    yield Bar(9, "durable `write`", "<= 1.25 x static C with the same two fsyncs", [at_most(durable["promfile write, durable"] / durable["C, static, both fsyncs"], 1.25, "%.2f x")])
    yield Bar(
        10,
        "`run NAME -- /bin/true`, added time",
        "<= 1.3 x (posix_spawn + two replaces); >= 15 x less than chronic adds",
        [at_most(runs["promfile run"] / runs["posix_spawn + 2 replaces"], 1.3, "%.2f x"), at_least(runs["chronic"] / runs["promfile run"], 15, "%.1f x less")],
    )
    yield Bar(15, "static stripped binary", "<= 3.5 MiB", [at_most(os.stat(programs.promfile).st_size / MIB, 3.5, "%.2f MiB")])


def of_serializers(serializers):
    promfile = serializers["promfile"]
    yield Bar(12, "serialize 100,000 gauges", ">= 2.8 x Go expfmt, >= 9 x prometheus-cpp", [at_least(serializers["Go expfmt"] / promfile, 2.8, "%.2f x"), at_least(serializers["prometheus-cpp"] / promfile, 9, "%.1f x")])


def of_reads(programs, reads):
    bad, text = torn.bad_reads(programs.torn_reads, reads, programs.promfile)
    yield Bar(13, "16 writers, one reader", "0 of 1,000,000 reads torn, empty, short or missing", [(text, bad == 0 and reads >= 1000000)])


def of_growth(grown):
    """14; `grown` is what growth.measure() returns."""
    yield Bar(14, "growth of time and memory from 10^4 series on", "linear within 25 %", [at_most(100 * deviation, 25, what + " %.0f %%") for what, deviation in growth.deviations(grown)])
