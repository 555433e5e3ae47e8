"""Records what a file system writes, cuts the power, and looks. Standard library only."""

import collections
import contextlib
import os
import subprocess

import block_device
import cuts
import machine
import recording
import verdict
import writers

SHOWN = 5  # Sentences that are kept of each count.


class Tally:
    """How many disks there were, and what was wrong with how many of them."""

    def __init__(self, claims):
        self.claims = claims
        self.counts = collections.Counter()
        self.sentences = []

    def count(self, problems, where):
        """`problems` is kind -> sentence."""
        self.counts["cuts"] += 1
        for kind, sentence in problems.items():
            self.counts[kind] += 1
            if self.counts[kind] <= SHOWN:
                self.sentences.append("%s: %s; %s" % (kind, sentence, where))

    @property
    def bad(self):
        return sum(self.counts[kind] for kind in ("torn", "lost", "stray", "unreadable"))

    def __str__(self):
        text = "%d cuts, %d torn, %d lost" % (self.counts["cuts"], self.counts["torn"], self.counts["lost"])
        return text + "".join(", %d %s" % (self.counts[kind], kind) for kind in ("stray", "unreadable") if self.counts[kind])


class Replay:
    """A story of publications on one file system: recorded once, then cut."""

    def __init__(self, system, promfile, recorder, story):
        self._system = system
        self._promfile = promfile
        with machine.scratch() as scratch:
            with recording.recorded(system, recorder, scratch) as (disk, mark):
                publisher = writers.Publisher(promfile, disk, mark, scratch)
                story(publisher)
            self._base, self.events = recording.read(scratch)
        self._contents = publisher.contents
        ready = next(i for i, event in enumerate(self.events) if event.data == writers.READY)
        self.plan = cuts.Plan(self.events, ready, system.may_tear)

    def tally(self, *confirming):
        """An empty tally that takes the exit 0 of the writers `confirming` for a confirmation."""
        return Tally(verdict.Claims(self.events, self._contents, confirming))

    def cut(self, chosen, tallies, known=(), publish_over=False):
        """Makes the disks of the cuts `chosen` and counts what is wrong in each tally.

        `known` are names that may be in the directory. With `publish_over`, promfile must be able to publish on each
        disk that has a temporary file, and remove that.
        """
        with machine.scratch() as path:
            for cut, disk in cuts.disks(self._base, self.events, chosen):
                problems, seen = {}, None
                try:
                    with _mounted(self._system, disk, path):
                        directory = os.path.join(path, writers.DIRECTORY)
                        seen = verdict.look(directory, known)
                        if publish_over and seen.litter:
                            problems = self._publish_over(directory)
                except OSError as error:
                    problems = {"unreadable": str(error)}
                for tally in tallies:
                    claimed = dict(tally.claims.problems(cut, seen)) if seen else {}
                    tally.count({**problems, **claimed}, _where(cut))
                    tally.counts["litter"] += bool(seen and seen.litter)

    def _publish_over(self, directory):
        text = b"after 1\n"
        done = subprocess.run([*self._promfile, "write", "-d", directory, writers.TARGET], input=text, stderr=subprocess.PIPE, check=False)
        if done.returncode != 0:
            return {"stray": "the next writer exits %d: %s" % (done.returncode, done.stderr)}
        seen = verdict.look(directory)
        if seen.litter or seen.files[writers.TARGET][0] != text:
            return {"stray": "after the next writer there is %s" % (seen,)}
        return {}


@contextlib.contextmanager
def _mounted(system, disk, path):
    file = os.memfd_create("disk", os.MFD_CLOEXEC)
    try:
        disk.put(file)
        with block_device.loop_device(file) as device:
            block_device.mount(device, path, system.kind, system.options)
        try:
            yield
        finally:
            block_device.unmount(path)
    finally:
        os.close(file)


def _where(cut):
    applied = ", ".join(str(i) if sectors is None else "%d in %d sectors" % (i, len(sectors)) for i, sectors in cut.applied)
    return "on the disk: all before event %d%s" % (cut.epoch.start, ", and " + applied if applied else "")
