#!/usr/bin/python3 -B
"""promfile check gives the advice that promtool check metrics gives, line for line.

Run by hand: tests/lint/promtool_test.py bazel-bin/tools/promfile [CASES [SEED]]
PROMFILE_LONG=1 takes 40,000 cases instead of 2,000.
"""

import collections
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile

import lint_cases

PROMTOOL = "/usr/bin/promtool"
LINT = 3


def ask_promtool(path):
    """The problems as (family, text), sorted; None if it cannot read the text."""
    with open(path, "rb") as file:
        done = subprocess.run([PROMTOOL, "check", "metrics"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, timeout=60)
    if done.returncode == 1:
        return None
    lines = done.stderr.decode().splitlines()
    assert done.returncode == (LINT if lines else 0), done
    return sorted(tuple(line.split(" ", 1)) for line in lines)


def ask_promfile(binary, paths):
    """By path, the same out of promfile's advice, and the rules of its errors."""
    done = subprocess.run([binary, "check", "--format=json", "--collector=1.5.0", *paths], stdout=subprocess.PIPE, check=False)
    answers = {}
    for line in done.stdout.decode().splitlines():
        one = json.loads(line)
        findings = one["findings"]
        advice = sorted((f["family"], f["message"]) for f in findings if f["severity"] == "advice")
        answers[one["path"]] = (advice, {f["rule"] for f in findings if f["severity"] == "error"})
    return answers


def without_chance(problems):
    """promtool takes any of several units in a name, by chance."""
    return [(name, text) for name, text in problems
            if not (text.startswith("use base unit") and len(lint_cases.unit_words(name)) > 1)]


def main():
    binary = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40000 if os.environ.get("PROMFILE_LONG") == "1" else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    rng = random.Random(seed)
    disagreements = 0
    compared = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i in range(count):
            path = os.path.join(folder, "%06d.prom" % i)
            with open(path, "wb") as file:
                file.write(lint_cases.text(rng))
            paths.append(path)
        ours = {}
        for i in range(0, count, 500):
            ours.update(ask_promfile(binary, paths[i : i + 500]))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            theirs = pool.map(ask_promtool, paths)
            for path, expected in zip(paths, theirs):
                advice, errors = ours[path]
                if expected is None:
                    compared["texts that promtool cannot read"] += 1
                    agrees = advice == [] and errors
                else:
                    compared["texts"] += 1
                    compared["problems"] += len(expected)
                    agrees = without_chance(advice) == without_chance(expected)
                if not agrees:
                    disagreements += 1
                    if disagreements <= 10:
                        with open(path, encoding="utf-8") as file:
                            print("DISAGREEMENT\n%s\npromtool: %s\npromfile: %s, errors %s" % (file.read(), expected, advice, errors))
    print("seed %d: %s, %d disagreements" % (seed, ", ".join("%d %s" % (n, what) for what, n in sorted(compared.items())), disagreements))
    return 1 if disagreements or compared["problems"] < count // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
