#!/usr/bin/python3 -B
"""What a process costs, in numbers that are the same on a loaded machine. Standard library only.

Each function runs `command` (a list) with the file `stdin` as its standard input; a command that ends with another code
than `code` measures nothing and raises CostError.
"""

import json
import os
import re
import subprocess
import tempfile

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class CostError(Exception):
    pass


def _run(command, stdin, code):
    with open(stdin, "rb") as file:
        done = subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False)
    if done.returncode != code:
        raise CostError("exit code %d, not %d: %s\n%s" % (done.returncode, code, " ".join(command), done.stderr.decode("utf-8", "replace")[-2000:]))
    return done.stderr.decode("utf-8", "replace")


def instructions(command, stdin=os.devnull, code=0, without=()):
    """Instructions in user space, of children too, but of none that runs a program named in `without`."""
    skip = ["--trace-children-skip=" + ",".join(without)] if without else []
    told = _run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--trace-children=yes", *skip, *command], stdin, code)
    counts = re.findall(r"Collected : (\d+)", told)
    if not counts:
        raise CostError("valgrind counted nothing: " + told[-2000:])
    return sum(map(int, counts))


def system_calls(command, stdin=os.devnull, code=0):
    """System calls of the process and its threads, the execve that starts it included; not of its children."""
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "strace")
        _run(["strace", "-o", log, *command], stdin, code)
        with open(log, encoding="utf-8") as file:
            return sum(1 for line in file if re.match(r"[a-z_0-9]+\(", line))


def in_turn(turns, commands, rounds, stdin=os.devnull):
    """Whole processes, `rounds` of each, in turn: what the program `turns` prints of each of the list `commands`."""
    words = []
    for command in commands:
        words += (["---"] if words else []) + command
    done = subprocess.run([turns, str(rounds), stdin, *words], stdout=subprocess.PIPE, env=ENVIRONMENT, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def peak_bytes(turns, command, stdin=os.devnull, code=0):
    """The largest resident memory of three runs, as wait4 tells it."""
    ran = in_turn(turns, [command], 3, stdin)[0]
    if ran["code"] != code:
        raise CostError("exit code %d, not %d: %s" % (ran["code"], code, " ".join(command)))
    return ran["peak_kib"] * 1024
