#!/usr/bin/python3 -B
"""Runs promfile and its peers on the same work. Standard library only.

Each function returns {program: Times}; a program's answer is held against the others'.
"""

import os
import shutil

import tiny
from rounds import Times, WrongAnswer, in_process, whole


class Effort:
    """How long to measure: rounds, turns in a round and seconds of a program in process, rounds of whole processes, quick and slow ones."""

    def __init__(self, name, rounds, turns, seconds, quick, slow, files, reads):
        self.name, self.rounds, self.turns, self.seconds = name, rounds, turns, seconds
        self.quick, self.slow, self.files, self.reads = quick, slow, files, reads


EFFORTS = {
    "short": Effort("short", 1, 1, 0.02, 3, 3, 200, 2000),
    "quick": Effort("quick", 2, 3, 0.06, 50, 5, 10000, 100000),
    "full": Effort("full", 5, 6, 0.06, 400, 25, 10000, 1000000),
}


# How many copies of a program run in turn where it matters which one it is.
BINARIES = 12


def readers(programs, effort, corpus):
    """Who reads a whole text, in process, one thread; memchr only finds the ends of the lines.

    Go gets more time, after as much again twice: until its heap has its size, it is three times as slow.
    """
    go_seconds = str(effort.seconds * 4)
    return in_process(
        {
            "promfile": [programs.parse, corpus, str(effort.seconds * 2)],
            "VictoriaMetrics Unmarshal": [programs.readers, "unmarshal", corpus, go_seconds],
            "expfmt + Gather": [programs.readers, "gather", corpus, go_seconds],
            "memchr": [programs.floor, "lines", corpus, str(effort.seconds / 3)],
        },
        effort.rounds,
        uncounted=["memchr"],
        slow=["expfmt + Gather"],
        turns=effort.turns,
    )


def slow_readers(programs, effort, corpus):
    """Those that a round more or less makes no difference to."""
    return in_process({"python prometheus_client": [programs.python_reader, "parse", corpus, str(effort.seconds)]}, 1)


def serializers(programs, effort, corpus):
    seconds = str(effort.seconds * 4)
    times = in_process(
        {
            "promfile": [programs.serialize, corpus, seconds],
            "Go expfmt": [programs.readers, "serialize", corpus, seconds],
            "prometheus-cpp": [programs.prometheus_cpp, corpus, seconds],
            "python prometheus_client": [programs.python_reader, "serialize", corpus, seconds],
        },
        effort.rounds,
        slow=["python prometheus_client"],
        turns=effort.turns,
    )
    if times["promfile"].said["bytes"] != times["Go expfmt"].said["bytes"]:
        raise WrongAnswer("promfile writes %d bytes, expfmt %d" % (times["promfile"].said["bytes"], times["Go expfmt"].said["bytes"]))
    return times


def checks(programs, effort, corpus):
    """Whole processes that look at a file; wc only counts its lines."""
    commands = {
        "promfile check": [programs.promfile, "check", corpus],
        "wc -l": ["wc", "-l", corpus],
        "promtool check metrics": ["promtool", "check", "metrics"],
    }
    return whole(programs.turns, commands, effort.slow, corpus)


def writes(programs, effort):
    """Replace a file with 20 lines; in memory, so that nobody's disk is measured."""
    folder = programs.directory("writes", "/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        target = os.path.join(folder, "x.prom")
        commands = {
            "C, static, checks nothing": [programs.least_write, target],
            "promfile write": [programs.promfile, "write", "-d", folder, "--durability=none", "x"],
            "dash, echo > tmp && mv": ["dash", "-c", "cat >%s.tmp && mv %s.tmp %s" % (target, target, target)],
            "sponge": ["sponge", target],
        }
        for name, command in commands.items():
            whole(programs.turns, {name: command}, 1, programs.tiny)
            with open(target, "rb") as file:
                if file.read() != tiny.TEXT:
                    raise WrongAnswer("another file by " + name)
            os.remove(target)
        return whole(programs.turns, commands, effort.quick, programs.tiny)
    finally:
        shutil.rmtree(folder)


def durable_writes(programs, effort):
    """The same with fsync of file and directory, on the disk of the temporary directory."""
    folder = programs.directory("durable")
    commands = {
        "C, static, both fsyncs": [programs.least_write, os.path.join(folder, "x.prom"), "fsync"],
        "promfile write, durable": [programs.promfile, "write", "-d", folder, "x"],
    }
    return whole(programs.turns, commands, effort.quick, programs.tiny)


def runs(programs, effort):
    """/bin/true, alone and under wrappers. Where the page cache has put a static binary makes 3 %: there are several of each."""
    folder = programs.directory("runs", "/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    wrappers = ["promfile run", "posix_spawn", "posix_spawn + 2 replaces", "chronic"]
    try:
        commands = {"nothing": ["/bin/true"], "chronic 0": ["chronic", "/bin/true"]}
        for copy in range(BINARIES):
            binaries, textfiles = programs.directory("copy%d" % copy), programs.directory(str(copy), folder)
            promfile, floor = (shutil.copy(program, binaries) for program in (programs.promfile, programs.overhead_floor))
            run = [promfile, "run", "-d", textfiles, "--durability=none", "x", "--", "/bin/true"]
            whole(programs.turns, {"first": run}, 1, os.devnull)
            as_long = os.path.join(textfiles, "as_long")
            shutil.copy(os.path.join(textfiles, "x.prom"), as_long)
            commands["promfile run %d" % copy] = run
            commands["posix_spawn %d" % copy] = [floor, "wrap", "/bin/true"]
            commands["posix_spawn + 2 replaces %d" % copy] = [floor, "replace", as_long, "/bin/true"]
        times = whole(programs.turns, commands, max(1, effort.quick // 2), os.devnull)
        added = {}
        for name in wrappers:
            for copy in range(BINARIES):
                one = times.get("%s %d" % (name, copy), times[name + " 0"]) - times["nothing"]
                added[name] = added[name] + one if copy else one
        return added
    finally:
        shutil.rmtree(folder)


def directories(programs, effort):
    """A directory of many files of 20 lines; the floor opens, asks the size of, reads and closes each."""
    folder = programs.directory("many")
    for number in range(effort.files):
        with open(os.path.join(folder, "job%05d.prom" % number), "wb") as file:
            file.write(tiny.of_job(number))
    times = {"promfile check": [], "open, fstat, read, close": []}
    for _ in range(effort.slow):
        ran = whole(programs.turns, {"check": [programs.promfile, "check", folder]}, 1, os.devnull)
        times["promfile check"].append(ran["check"].median())
        # A check has several processors; the floor has one, now this one and now another.
        ran = in_process({"floor": [programs.floor, "files", folder, str(effort.seconds / 5)]}, 2, uncounted=["floor"])
        times["open, fstat, read, close"].append(ran["floor"].median())
    return {name: Times(seconds) for name, seconds in times.items()}
