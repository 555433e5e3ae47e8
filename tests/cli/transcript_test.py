#!/usr/bin/python3 -B
"""Holds promfile against transcripts of sessions. Standard library only.

    transcript_test.py PATH_OF_PROMFILE TRANSCRIPT...

A transcript is what a terminal shows. "$ " begins a command and "> " goes on with it; bash runs it in a folder that
is empty at the beginning and the transcript's own. What follows is what it prints, standard error and standard output
as they come, then "[exit N]" unless N is 0. Lines before the first command are a comment.
"""

import difflib
import os
import subprocess
import sys
import tempfile


def commands(lines):
    """Yields (command, expected) of each command in a transcript."""
    command, expected = None, []
    for line in lines:
        if line.startswith("$ "):
            if command is not None:
                yield command, expected
            command, expected = line[2:], []
        elif command is not None and line.startswith("> ") and not expected:
            command += "\n" + line[2:]
        elif command is not None:
            expected.append(line)
    if command is not None:
        yield command, expected


def run(command, folder, environment):
    done = subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
        check=False,
    )
    printed = done.stdout.decode("utf-8", "backslashreplace")
    lines = printed.split("\n")
    if lines[-1] == "":
        lines.pop()
    else:
        lines.append("[no newline at the end]")
    if done.returncode != 0:
        lines.append("[exit %d]" % done.returncode)
    return lines


def check(promfile, path):
    """Returns how many commands were run and how many printed something else."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    total, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.path.dirname(promfile) + ":/usr/bin:/bin", "LC_ALL": "C"}
        for command, expected in commands(lines):
            while expected and expected[-1] == "":
                expected.pop()
            total += 1
            printed = run(command, folder, environment)
            if printed == expected:
                continue
            wrong += 1
            print("%s: $ %s" % (os.path.basename(path), command))
            print("\n".join(difflib.unified_diff(expected, printed, "expected", "printed", lineterm="")))
    return total, wrong


def main():
    promfile = os.path.abspath(sys.argv[1])
    total, wrong = 0, 0
    for path in sys.argv[2:]:
        ran, differ = check(promfile, path)
        if ran == 0:
            sys.exit("%s: no command" % path)
        total, wrong = total + ran, wrong + differ
    print("%d commands, %d printed something else" % (total, wrong))
    return 1 if wrong or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
