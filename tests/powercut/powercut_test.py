#!/usr/bin/python3 -B
"""The power goes at any moment: a file that promfile publishes is the whole old one or the whole new one, and the new
one once promfile has exited 0.

A file system on a loop device over block_recorder, while the real promfile publishes. Then a disk for every moment and
for what a drive may have done with the writes that nobody had flushed; each is mounted, so that the file system recovers,
and looked at. What other writers leave, which must not be all whole, shows that the test can see it.

Run by hand, as root: tests/powercut/powercut_test.py PROMFILE BLOCK_RECORDER REFUSE FILE_SYSTEM, see SYSTEMS; REFUSE is
tests/fallbacks/refuse.
SEED=N chooses other cuts, PROMFILE_LONG=1 makes thousands.
"""

import os
import random
import signal
import sys
import time

import machine
import recording
import replay
import stepper
import writers

LONG = os.environ.get("PROMFILE_LONG") == "1"
ROUNDS, CHOSEN_BY_CHANCE, BOUNDARIES = (2, 1000, 2) if LONG else (1, 100, 0)

_EXT4 = (16, ["mkfs.ext4", "-q", "-b", "4096", "-J", "size=4"], (1024, 2048))
SYSTEMS = {system.name: system for system in (
    recording.FileSystem("ext4", "ext4", *_EXT4),
    # A torn block of its fast commits makes it unmountable, whoever has written.
    recording.FileSystem("ext4_fast_commit", "ext4", _EXT4[0], [*_EXT4[1], "-O", "fast_commit"], (0, 16 * recording.MIB), forgets_unnamed=True),
    recording.FileSystem("ext4_noauto_da_alloc", "ext4", *_EXT4, "noauto_da_alloc"),
    recording.FileSystem("ext4_writeback", "ext4", *_EXT4, "data=writeback,nodelalloc"),
    recording.FileSystem("xfs", "xfs", 20, ["mkfs.xfs", "-q", "--unsupported"]),
    recording.FileSystem("btrfs", "btrfs", 112, ["mkfs.btrfs", "-q"], (65536, 69632)),
)}
# Where a rename without a sync is known to leave a file without content.
TEARING = ("ext4_noauto_da_alloc", "ext4_writeback", "xfs")


def promfile_story(publisher):
    """Every way in which promfile publishes so that it survives."""
    for _ in range(ROUNDS):
        for size in writers.SIZES:
            publisher.write(size, "full")
        for size in writers.SIZES:
            publisher.write(size, "atomic")
            publisher.bystander()
        publisher.report()
        publisher.run()
        for durability in ("full", "atomic"):
            publisher.write(300000, durability, stepped=stepper.CALLS)
            publisher.write(5000, durability, stepped=["link"])
            publisher.write(20, durability, stepped=["rename"])
        publisher.run(stepped=["rename"])
    publisher.sync()


def naive_story(writer):
    def story(publisher):
        for size in writers.SIZES:
            publisher.write(size, writer)
            publisher.bystander()
        publisher.sync()
    return story


def main():
    promfile, recorder, refuse = (os.path.abspath(path) for path in sys.argv[1:4])
    system = SYSTEMS[sys.argv[4]]
    os.environ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
    reason = machine.why_not_file_system(system) if machine.in_namespace() else machine.why_not()
    if reason:
        print("not checked: power cuts on %s: %s" % (system.name, reason))
        return 0
    if not machine.in_namespace():
        machine.enter_namespace()
    # The first process of a namespace ignores what it has no handler for.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    seed = int(os.environ.get("SEED", 20261127))
    print("SEED=%d" % seed)
    if system.forgets_unnamed:
        with_names = [refuse, "O_TMPFILE=EOPNOTSUPP", "--", promfile]
        failures = check_promfile(system, with_names, recorder, random.Random(seed))
        failures += check_unnamed(system, [promfile], recorder, random.Random(seed))
    else:
        failures = check_promfile(system, [promfile], recorder, random.Random(seed))
        for writer in writers.NAIVE:
            failures += check_naive(system, [promfile], recorder, writer, random.Random(seed))
    for failure in failures:
        print("FAIL " + failure)
    return 1 if failures else 0


def check_promfile(system, promfile, recorder, chance):
    began = time.monotonic()
    recorded = replay.Replay(system, promfile, recorder, promfile_story)
    promised, more = recorded.tally("full"), recorded.tally("full", "atomic")
    recorded.cut(recorded.plan.cuts(chance, CHOSEN_BY_CHANCE, BOUNDARIES), [promised, more], publish_over=True)
    print("%s: promfile%s: %s; %d with one temporary file, gone after the next write (log of %d events, %.1f s)" % (
        system.name, " without O_TMPFILE" if system.forgets_unnamed else "", promised, promised.counts["litter"], len(recorded.events), time.monotonic() - began))
    print("%s: promfile --durability=atomic, were it a promise to last: %s" % (system.name, more))
    failures = promised.sentences
    if not more.counts["lost"]:
        failures.append("not one cut lost what only the sync of the directory keeps: this test sees nothing")
    return failures


def check_unnamed(system, promfile, recorder, chance):
    """What docs/ATOMICITY.md does not promise, and that nothing but that happens."""
    recorded = replay.Replay(system, promfile, recorder, promfile_story)
    tally = recorded.tally("full")
    recorded.cut(recorded.plan.cuts(chance, CHOSEN_BY_CHANCE, BOUNDARIES), [tally], publish_over=True)
    print("%s: promfile as it is, not promised: %s" % (system.name, tally))
    return [sentence for sentence in tally.sentences if not sentence.startswith("torn")]


def check_naive(system, promfile, recorder, writer, chance):
    recorded = replay.Replay(system, promfile, recorder, naive_story(writer))
    tally = recorded.tally(writer)
    recorded.cut(recorded.plan.cuts(chance, CHOSEN_BY_CHANCE // 8), [tally], known=[writers.TEMPORARY])
    print("%s: %s: %s" % (system.name, writers.NAIVE[writer], tally))
    seen = tally.counts["torn"] if system.name in TEARING else tally.bad
    return [] if seen else ["not one cut harmed a file of '%s': this test sees nothing" % writers.NAIVE[writer]]


if __name__ == "__main__":
    sys.exit(main())
