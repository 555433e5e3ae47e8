#!/usr/bin/python3 -B
"""Holds check and preview against the Go libraries that node_exporter 1.5.0 is made of, over made-up directories.

Run by hand: tests/differential/libraries_test.py PREDICT [CASES [SEED]], with the binary of //tests/differential:predict.
20,000 cases, 300,000 with PROMFILE_LONG=1. The libraries come from Debian packages; oracle.go is built first.
"""

import collections
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from generator import Generator  # noqa: E402
from streams import ask, families, pack  # noqa: E402

BATCH = 20000


def build(folder):
    binary = os.path.join(folder, "oracle")
    environment = {"PATH": "/usr/bin:/bin", "HOME": folder, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": os.path.join(folder, "cache"), "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", binary, os.path.join(HERE, "oracle.go")], env=environment, check=True)
    return binary


def difference(oracle, predicted):
    """A sentence, or None if both say the same."""
    verdict, exposition = oracle
    check, preview, notes = predicted
    *chance, effect = notes.split(b"\n")
    if check != verdict or effect != verdict:
        return "libraries: %s, check: %s, preview: %s" % (verdict, check, effect)
    if not chance:
        return None if exposition == preview else "served:\n%r\npreview:\n%r" % (exposition, preview)
    served = families(exposition)
    for name in chance:
        served.pop(name, None)
    return None if served == families(preview) else "served:\n%r\npreview, without %r:\n%r" % (exposition, chance, preview)


def run(oracle, predict, count, seed):
    generator = Generator(seed)
    verdicts, disagreements = collections.Counter(), 0
    for begin in range(0, count, BATCH):
        cases = []
        for _ in range(min(BATCH, count - begin)):
            cases.append([(b"/d/" + name.encode(), content, 1700000000 + number) for number, (name, content) in enumerate(generator.directory())])
        packed = [pack(case) for case in cases]
        for case, said, predicted in zip(cases, ask([oracle], packed, 2), ask([predict], packed, 3), strict=True):
            verdicts[said[0].decode()] += 1
            problem = difference(said, predicted)
            if problem is None:
                continue
            disagreements += 1
            if disagreements <= 10:
                print("seed %d: %s" % (seed, problem))
                for path, content, _ in case:
                    print("  %r: %r" % (path, content))
    print("%d directories, %d disagreements; the libraries: %s" % (count, disagreements, dict(verdicts)))
    return disagreements == 0 and count == sum(verdicts.values())


def main():
    count = 300000 if os.environ.get("PROMFILE_LONG") else 20000
    if len(sys.argv) > 2:
        count = int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory(prefix="promfile-differential-") as folder:
        return 0 if run(build(folder), os.path.abspath(sys.argv[1]), count, seed) else 1


if __name__ == "__main__":
    sys.exit(main())
