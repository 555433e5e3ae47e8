#!/usr/bin/python3 -B
"""What one reader sees while 16 writers replace one file."""

import json
import os
import shutil
import subprocess
import tempfile


class NotMeasured(Exception):
    pass


def bad_reads(torn_reads, reads, promfile):
    """How many of at least `reads` reads were torn, empty, short or missing, and a sentence about all of them.

    In memory where there is such a file system: there writers follow each other fastest. Raises NotMeasured if a writer
    failed.
    """
    folder = tempfile.mkdtemp(prefix="promfile-torn-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        done = subprocess.run([torn_reads, str(reads), folder, promfile], stdout=subprocess.PIPE, check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seen = json.loads(done.stdout)
    bad = seen["missing"] + seen["empty"] + seen["short"] + seen["mixed"]
    if seen["failed"] or bad + seen["whole"] < reads:
        raise NotMeasured(str(seen))
    return bad, "{:,} of {:,} reads; {:,} writes, {:,} changes seen".format(bad, bad + seen["whole"], seen["written"], seen["changes"])
