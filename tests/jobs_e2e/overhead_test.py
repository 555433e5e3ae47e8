#!/usr/bin/python3 -B
"""What `promfile run` adds to a job, against the least that any wrapper does and against chronic.

    overhead_test.py PROMFILE OVERHEAD_FLOOR

All are static, and run in turn; times are ratios within one call, and are printed: the bar of 1.3 is for a quiet
machine and -c opt. What is not noisy is gated: system calls, and chronic, which is far away.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from job_file import Tally, binary, environment

ROUNDS = 9
RUNS = 40


def main():
    tally = Tally()
    promfile, floor = binary(), os.path.abspath(sys.argv[2])
    folder = tempfile.mkdtemp(prefix="promfile-overhead-", dir="/dev/shm")
    try:
        run = [promfile, "run", "-d", folder, "--durability=none", "x", "--", "/bin/true"]
        subprocess.run(run, check=True, env=environment(), timeout=20)
        shutil.copy(os.path.join(folder, "x.prom"), os.path.join(folder, "floor"))
        programs = {
            "nothing": ["/bin/true"],
            "spawn": [floor, "wrap", "/bin/true"],
            "spawn and two replaces": [floor, "replace", os.path.join(folder, "floor"), "/bin/true"],
            "promfile": run,
        }
        if shutil.which("chronic"):
            programs["chronic"] = ["chronic", "/bin/true"]
        least = {name: [] for name in programs}
        for _ in range(ROUNDS):
            for name, words in programs.items():
                done = subprocess.run([floor, "time", str(RUNS), *words], stdout=subprocess.PIPE, check=True, env=environment(), timeout=120)
                least[name].append(float(done.stdout.split()[1]))
        medians = {name: sorted(times)[len(times) // 2] for name, times in least.items()}
        added = {name: time - medians["nothing"] for name, time in medians.items()}
        for name, time in added.items():
            print("%-24s adds %7.0f us" % (name, time))
        ratio = added["promfile"] / added["spawn and two replaces"]
        print("promfile / (spawn and two replaces): %.2f" % ratio)
        if "chronic" in added:
            print("chronic / promfile: %.1f" % (added["chronic"] / added["promfile"]))
            tally.expect("overhead", "chronic adds eight times as much", added["chronic"] >= 8 * added["promfile"], added)
        else:
            tally.not_checked("chronic: it is not installed")
        log = os.path.join(folder, "strace")
        subprocess.run(["strace", "-o", log, *run], check=True, env=environment(), timeout=60)
        with open(log, encoding="utf-8") as file:
            calls = sum(1 for line in file if "(" in line)
        print("%d system calls" % calls)
        tally.expect("overhead", "not more than 95 system calls of its own", calls <= 95, calls)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
