#!/usr/bin/python3 -B
"""SIGKILL at any moment: a reader sees the whole old or the whole new file, and no other name that ends in .prom.

Every system call that promfile makes once it knows its directory is a moment; strace kills it there. Where strace
may not trace, and beside that, the moments are chosen by chance.

Run by hand: tests/e2e/kill_test.py bazel-bin/tools/promfile
"""

import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from arrival import missing
from exporter import Exporter
from promfile import PLAIN_ENVIRONMENT, Promfile, Tally, content, listing

RANDOM_KILLS = 200


def version(number, series=300):
    """A valid text that no other number gives."""
    return b"".join(b'm{n="%d"} %d\n' % (n, number) for n in range(series))


class Watcher(threading.Thread):
    """Looks at the directory all the time, as a collector might at any moment."""

    def __init__(self, exporter, allowed):
        super().__init__(daemon=True)
        self._exporter = exporter
        self._allowed = allowed  # texts that the file may have; swapped as a whole
        self._over = threading.Event()
        self.looks = 0
        self.problems = []

    def allow(self, *texts):
        self._allowed = self._allowed[-1:] + list(texts)

    def run(self):
        while not self._over.is_set():
            names = [name for name in listing(self._exporter.directory) if name.endswith(b".prom")]
            if names != [b"x.prom"]:
                self.problems.append("names: %s" % names)
            before = self._allowed
            text = content(self._exporter.path("x.prom"))
            if text not in before and text not in self._allowed:
                self.problems.append("content: %r" % (text if text is None else text[:80]))
            self.looks += 1
            time.sleep(0.0005)

    def stop(self):
        self._over.set()
        self.join()


def traced(promfile, directory, text, *inject, out="/dev/null"):
    command = ["strace", "-f", "-qq", "-o", out, *inject, promfile.path, "write", "-d", directory, "x"]
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PLAIN_ENVIRONMENT, timeout=30, check=False)


def moments(promfile, directory, text):
    """The system calls of a run from the one that names its directory on, as (name, how often it came before, plus 1).

    None where strace is missing or may not trace.
    """
    if not shutil.which("strace"):
        return None
    log = directory + ".strace"
    try:
        if traced(promfile, directory, text, out=log).returncode != 0:
            return None
        with open(log, encoding="utf-8", errors="replace") as file:
            lines = [line for line in file if re.match(r"\d+ +\w+\(", line)]
    finally:
        if os.path.exists(log):
            os.unlink(log)
    counts = collections.Counter()
    calls = []
    first = None
    for line in lines:
        name = re.match(r"\d+ +(\w+)\(", line).group(1)
        counts[name] += 1
        if first is None and name != "execve" and '"%s"' % directory in line:
            first = len(calls)
        calls.append((name, counts[name]))
    return calls[first:]


def expect_old_or_new(tally, topic, what, exporter, old, new):
    """Checks the directory after a kill; returns what is in place."""
    now = content(exporter.path("x.prom"))
    tally.expect(topic, what + ": the old or the new file", now in (old, new), now and now[:80])
    names = [name for name in listing(exporter.directory) if name.endswith(b".prom")]
    tally.expect(topic, what + ": nothing else that a collector reads", names == [b"x.prom"], names)
    return now if now in (old, new) else old


def main():
    tally = Tally()
    seed = int(os.environ.get("SEED", time.time_ns() % 1000000))
    chance = random.Random(seed)
    print("SEED=%d" % seed)
    with Exporter() as exporter:
        promfile = Promfile(exporter.directory)
        old = version(0)
        tally.expect_code("kills", "the first run", promfile.write("x", old), 0)
        watcher = Watcher(exporter, [old])
        watcher.start()
        killed = {"old": 0, "new": 0}

        def after_kill(topic, what, new):
            nonlocal old
            now = expect_old_or_new(tally, topic, what, exporter, old, new)
            killed["new" if now == new else "old"] += 1
            old = now

        new = version(1)
        watcher.allow(new)
        calls = moments(promfile, exporter.directory, new)
        old = content(exporter.path("x.prom"))
        topic = "kills at system calls"
        if calls is None:
            tally.not_checked("a kill at every system call: strace is missing or may not trace")
        else:
            for number, (name, ordinal) in enumerate(calls):
                new = version(number + 2)
                watcher.allow(old, new)
                done = traced(promfile, exporter.directory, new, "-e", "inject=%s:signal=KILL:when=%d" % (name, ordinal))
                what = "before %s number %d" % (name, ordinal)
                tally.expect(topic, what + ": killed", done.returncode == -signal.SIGKILL, done)
                after_kill(topic, what, new)
            print("killed before each of %d system calls: %s" % (len(calls), killed))
            tally.expect(topic, "some kills came before the rename and some after it", all(killed.values()), killed)

        # The process needs milliseconds; half of that time is its own start.
        began = time.monotonic()
        promfile.write("x", old)
        usual = time.monotonic() - began
        for number in range(RANDOM_KILLS):
            new = version(1000000 + number)
            watcher.allow(old, new)
            command = ["--", "cat"] if number % 2 else []
            with subprocess.Popen([promfile.path, "write", "-d", exporter.directory, "x", *command], stdin=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, env=PLAIN_ENVIRONMENT) as process:
                process.stdin.write(new)
                process.stdin.close()
                time.sleep(chance.uniform(0, usual * 1.2))
                process.kill()
            after_kill("kills by chance", "kill %d" % number, new)

        last = version(2000000)
        watcher.allow(old, last)
        tally.expect_code("after all kills", "a clean run", promfile.write("x", last), 0)
        left = [name for name in listing(exporter.directory) if name != b"x.prom"]
        tally.expect("after all kills", "at most one file is left over", len(left) <= 1, left)
        scrape = exporter.scrape()
        tally.expect("after all kills", "no scrape error", scrape.scrape_error() == 0)
        tally.expect("after all kills", "the last text arrives", not missing(last, scrape))
        watcher.stop()
        tally.expect("a reader meanwhile", "saw whole versions only, in %d looks" % watcher.looks, not watcher.problems, watcher.problems[:3])
        print("kills: %s; a reader looked %d times" % (killed, watcher.looks))
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
