#!/usr/bin/python3 -B
"""Inputs that are made to be slow cost what any other line costs: instructions grow no faster than the input.

    adversarial_test.py PROMFILE SHAPES KNOWN_KEY

SHAPES is tests/bench/shapes.cc. KNOWN_KEY reads the texts again, each as a whole, which is done otherwise than in pieces; and it
shows that the collisions are real: with the key that they are made for, they do slow a reader down. For N, 4 N and 16 N lines, what the second step adds is about four times of what the first adds;
sixteen times would be quadratic. Instructions are counted, so that a loaded machine says the same.
"""

import concurrent.futures
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import costs  # noqa: E402

# N log N is at most 5 here, and tables that grow on the way add what they copy.
MOST = 6

SLOWER = 8 if os.environ.get("PROMFILE_LONG") else 1

# shape: (N, exit code of check)
TEXTS = {
    "one-family": (500, 3),
    "shuffled": (900, 3),
    "broken-order": (500, 3),
    "broken-orders": (500, 3),
    "family-a-line": (250, 3),
    "interleaved": (500, 3),
    "repeated": (500, 1),
    "same-labels": (250, 3),
    "many-labels": (500, 3),
    "equal-labels": (500, 1),
    "turned-labels": (60, 3),
    "invalid": (500, 1),
    "long-lines": (20 * 65535, 3),
    "collisions": (500, 3),
}

# what: (the text of a file by its number, exit code of check)
DIRECTORIES = {
    "files with the same series": (lambda i: b"m 1\n", 1),
    "files with another help each": (lambda i: b'# HELP m Text %d.\n# TYPE m gauge\nm{file="%d"} 1\n' % (i, i), 1),
    "files with a family each": (lambda i: b"# HELP m_%d Text.\n# TYPE m_%d gauge\nm_%d 1\n" % (i, i, i), 0),
}
FILES = 30


def text(folder, shapes, shape, n):
    path = os.path.join(folder, "%s-%d" % (shape, n))
    with open(path, "wb") as file:
        subprocess.run([shapes, shape, str(n)], stdout=file, check=True)
    return path


def directory(folder, what, content, files):
    path = os.path.join(folder, "%s %d" % (what, files))
    os.mkdir(path)
    for i in range(files):
        with open(os.path.join(path, "%06d.prom" % i), "wb") as file:
            file.write(content(i))
    return path


def step(futures):
    """How many times as much as the first step the second one adds."""
    one, four, sixteen = (future.result() for future in futures)
    return (sixteen - four) / (four - one)


def main():
    promfile, shapes, known_key = (os.path.abspath(path) for path in sys.argv[1:4])
    with tempfile.TemporaryDirectory(prefix="promfile-adversarial-") as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        cases = {}  # what: ([three paths], exit code)
        for shape, (n, code) in TEXTS.items():
            cases[shape] = [text(folder, shapes, shape, n * SLOWER * factor) for factor in (1, 4, 16)], code
        for what, (content, code) in DIRECTORIES.items():
            cases[what] = [directory(folder, what, content, FILES * SLOWER * factor) for factor in (1, 4, 16)], code
        asked = {what: [pool.submit(costs.instructions, [promfile, "check", path], code=code) for path in paths] for what, (paths, code) in cases.items()}
        for shape, (_, code) in TEXTS.items():
            if shape == "collisions":
                continue
            found = code if code != 3 else 0
            asked["%s, as a whole" % shape] = [pool.submit(costs.instructions, [known_key, path], code=found) for path in cases[shape][0]]
        known = [pool.submit(costs.instructions, [known_key, path]) for path in cases["collisions"][0]]
        failures = 0
        for what, futures in asked.items():
            ratio = step(futures)
            ok = ratio <= MOST
            failures += not ok
            print("%6s %s: %d, %d, %d instructions, the second step adds %.1f times as many" % ("" if ok else "FAILED", what, *(future.result() for future in futures), ratio), flush=True)
        if step(known) > MOST:
            print("%6s collisions, if the key were known: the second step would add %.1f times as many" % ("", step(known)))
        else:
            print("not checked: collisions of a known key are no slower either (%.1f times); shapes.cc knows another table" % step(known))
    print("%d inputs, %d failures" % (len(asked), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
