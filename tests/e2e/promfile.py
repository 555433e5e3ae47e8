#!/usr/bin/python3 -B
"""Runs the promfile binary and keeps count of what a test expected. Standard library only.

The binary is the first argument of the test, or $PROMFILE.
"""

import collections
import os
import subprocess
import sys
import time

Result = collections.namedtuple("Result", "code out err")


def binary():
    path = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PROMFILE")
    if not path:
        sys.exit("usage: %s PATH_OF_PROMFILE" % sys.argv[0])
    return os.path.abspath(path)


# Nothing that promfile reads settings from, unless a test adds it.
PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class Promfile:
    """promfile over one directory. Every call has a time limit."""

    def __init__(self, directory, path=None):
        self.path = path or binary()
        self.directory = directory

    def run(self, *arguments, stdin=b"", env=None, prefix=(), timeout=20, **more):
        """Runs promfile with `arguments` as they are; `prefix` is a command in front of it.

        Its code is None if it was still running after `timeout` seconds.
        """
        try:
            done = subprocess.run(
                [*prefix, self.path, *arguments],
                input=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**PLAIN_ENVIRONMENT, **(env or {})},
                timeout=timeout,
                check=False,
                **more,
            )
        except subprocess.TimeoutExpired:
            return Result(None, b"", "still running after %s s" % timeout)
        return Result(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    def write(self, name, content, *options, **more):
        """promfile write -d DIRECTORY NAME < content"""
        return self.run("write", "-d", self.directory, *options, name, stdin=content, **more)

    def write_output_of(self, name, *command, options=(), **more):
        """promfile write -d DIRECTORY NAME -- COMMAND"""
        return self.run("write", "-d", self.directory, *options, name, "--", *command, **more)


class Tally:
    """Counts expectations by topic, prints failures at once and a summary at the end."""

    def __init__(self):
        self._began = time.monotonic()
        self._counts = collections.Counter()
        self._failures = 0

    def expect(self, topic, what, ok, seen=""):
        """One expectation: `what` is a sentence that holds if `ok`; `seen` is shown if it does not."""
        self._counts[topic] += 1
        if not ok:
            self._failures += 1
            print("FAIL %s: %s%s" % (topic, what, "\n     seen: %s" % (seen,) if seen != "" else ""), flush=True)
        return ok

    def expect_code(self, topic, what, result, code, *fragments):
        """promfile ended with `code` and its standard error has every fragment."""
        ok = result.code == code and all(fragment in result.err for fragment in fragments)
        wanted = "exit %d%s" % (code, "".join(", %r on stderr" % fragment for fragment in fragments))
        return self.expect(topic, "%s: %s" % (what, wanted), ok, "exit %s\n%s" % (result.code, result.err))

    def not_checked(self, what):
        print("NOT CHECKED: " + what, flush=True)

    def finish(self):
        """Prints the counts; returns the exit code of the test."""
        for topic, count in self._counts.items():
            print("checked %s: %d" % (topic, count))
        print("%d failures, %.1f s" % (self._failures, time.monotonic() - self._began))
        return 1 if self._failures or not self._counts else 0


LOCK = b".promfile.lock"  # Writers meet at it; no collector reads it, and it stays.


def listing(directory):
    """The names in a directory, LOCK left out."""
    return sorted(name for name in os.listdir(os.fsencode(directory)) if name != LOCK)


def content(path):
    """The bytes of a file, or None if there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
