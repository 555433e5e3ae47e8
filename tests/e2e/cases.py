#!/usr/bin/python3 -B
"""The files below tests/data as cases. Standard library only."""

import os

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")


class Accepted:
    """A file of data/accept: it arrives unaltered, in every collector."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[: -len(".prom")]
        with open(path, "rb") as file:
            self.content = file.read()


class Rejected(Accepted):
    """A file of data/reject with what its .expected says (see README.md there)."""

    def __init__(self, path):
        super().__init__(path)
        with open(path[: -len(".prom")] + ".expected", encoding="utf-8") as file:
            lines = file.read().split("\n")
        self.verdict, self.verdict_head = lines[0].split(" ")
        self.line, self.column = (int(part) for part in lines[1].split(":"))
        self.why = " ".join(lines[2:]).strip()


def _load(kind, case):
    folder = os.path.join(DATA, kind)
    return [case(os.path.join(folder, name)) for name in sorted(os.listdir(folder)) if name.endswith(".prom")]


def accepted():
    return _load("accept", Accepted)


def rejected():
    return _load("reject", Rejected)
