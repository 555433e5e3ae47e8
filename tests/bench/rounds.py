#!/usr/bin/python3 -B
"""Measures programs side by side: all of them once a round, in another order every round. Standard library only.

What is compared is always of the same round; a ratio is the median of the rounds' ratios. Machines drift.
"""

import json
import os
import random
import statistics
import subprocess


class WrongAnswer(Exception):
    """A program failed, or said something else than the others: its time would mean nothing."""


class Times:
    """The seconds of one program, one a round, and what it said about its work."""

    def __init__(self, seconds, **said):
        self.seconds = seconds
        self.said = said

    def median(self):
        return statistics.median(self.seconds)

    def spread(self):
        """How far apart the middle half of the rounds lies, relative to the median."""
        if len(self.seconds) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return (high - low) / self.median()

    def __truediv__(self, other):
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))

    def __add__(self, other):
        """The rounds of both, those of `other` behind."""
        return Times(self.seconds + other.seconds, **self.said)

    def __sub__(self, other):
        return Times([a - b for a, b in zip(self.seconds, other.seconds, strict=True)])


def in_process(programs, rounds, uncounted=(), slow=(), turns=1):
    """Programs that print JSON lines as tests/bench/measure.h has them: {name: command} -> {name: Times}.

    The name of a line of several is "NAME: LINE". All but the `uncounted` must count the same series. In a round all but the `slow`
    ones run `turns` times; a slow one runs once, last, and is held against each of them. What is compared is as close together as it
    can be, and on one processor: each of a machine's processors may run at another speed a second later.
    """
    lines = {}
    shuffled, order = [name for name in programs if name not in slow], random.Random(1)
    processors = sorted(os.sched_getaffinity(0))
    for number in range(rounds * turns):
        order.shuffle(shuffled)
        begins_round = number % turns == 0
        processor = processors[(number // turns + number % turns) % len(processors)]
        for name in [*shuffled, *slow] if begins_round else shuffled:
            done = subprocess.run(["taskset", "-c", str(processor), *programs[name]], stdout=subprocess.PIPE, env={"PATH": "/usr/bin:/bin", "GOMAXPROCS": "1"}, check=False)
            printed = [json.loads(line) for line in done.stdout.splitlines()]
            if done.returncode != 0 or not printed:
                raise WrongAnswer("exit code %d: %s" % (done.returncode, " ".join(programs[name])))
            for line in printed:
                held_against = turns if name in slow else 1
                lines.setdefault(name if len(printed) == 1 else "%s: %s" % (name, line["name"]), []).extend([line] * held_against)
    series = {name: {line["series"] for line in several} for name, several in lines.items() if name not in uncounted}
    if series and len(set.union(*series.values())) != 1:
        raise WrongAnswer("not the same samples: %s" % series)
    return {name: Times([line["med_s"] for line in several], bytes=several[0]["bytes"], series=several[0]["series"]) for name, several in lines.items()}


def whole(turns, commands, rounds, stdin, expected=0):
    """Whole processes: {name: command} -> {name: Times}, which say their peak memory. Each must exit with `expected`."""
    words = []
    for command in commands.values():
        words += (["---"] if words else []) + command
    done = subprocess.run([turns, str(rounds), stdin, *words], stdout=subprocess.PIPE, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, check=True)
    times = {}
    for name, line in zip(commands, map(json.loads, done.stdout.splitlines()), strict=True):
        if line["code"] != expected:
            raise WrongAnswer("exit code %d: %s" % (line["code"], " ".join(commands[name])))
        times[name] = Times([wall / 1e6 for wall in line["wall_us"]], peak_kib=line["peak_kib"], cpu=statistics.median(line["cpu_us"]) / 1e6)
    return times
