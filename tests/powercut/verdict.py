"""What is there after a power cut, and whether that may be. Standard library only."""

import collections
import os
import re

import cuts

LOCK = ".promfile.lock"
_LITTER = re.compile(r"\.promfile-[0-9a-f]{32}\.tmp")

# `files`: .prom name -> (bytes, mode); `litter`: temporary files of promfile; `strays`: all other names.
Seen = collections.namedtuple("Seen", "files litter strays")


def look(directory, known=()):
    """Reads all of a directory. `known` are names that may be there besides."""
    seen = Seen({}, [], [])
    for name in sorted(os.listdir(directory)):
        if name.endswith(".prom"):
            with open(os.path.join(directory, name), "rb") as file:
                seen.files[name] = (file.read(), os.fstat(file.fileno()).st_mode & 0o7777)
        elif _LITTER.fullmatch(name):
            seen.litter.append(name)
        elif name != LOCK and name not in known:
            seen.strays.append(name)
    return seen


class Claims:
    """Which contents a cut may leave, by what the writers said.

    `contents`: file -> its contents, in order. `confirming`: the writers whose exit 0 means that the content is on the
    disk; the others only promise a whole one.
    """

    def __init__(self, events, contents, confirming):
        self._events = events
        self._contents = contents
        self._begun, self._confirmed = [], []  # (index of the event, file, number)
        for index, event in enumerate(events):
            if event.kind != "mark":
                continue
            word, *rest = event.data.decode().split()
            if word == "begin":
                self._begun.append((index, rest[0], int(rest[1])))
            elif word == "end" and rest[2] in confirming:
                self._confirmed.append((index, rest[0], int(rest[1])))

    def problems(self, cut, seen):
        """Yields (kind, sentence); kind is "torn", "lost" or "stray".

        The power may have gone at any moment from the last write that is on the disk up to the next flush. The
        disk must be right for all of them: nothing is on it that was begun later, nothing is missing that was
        confirmed earlier.
        """
        first, last = cuts.last_applied(self._events, cut), cut.epoch.end
        for name, contents in self._contents.items():
            newest = max((n for at, file, n in self._begun if file == name and at < first), default=0)
            oldest = max((n for at, file, n in self._confirmed if file == name and at < last), default=0)
            content, mode = seen.files.get(name, (None, 0o644))
            if content not in contents[:newest + 1]:
                yield "torn", "%s: %s is no version; %d had been confirmed, %d begun" % (name, _shown(content), oldest, newest)
            elif contents.index(content) < oldest:
                yield "lost", "%s: version %d is there, version %d was confirmed" % (name, contents.index(content), oldest)
            if mode != 0o644:
                yield "stray", "%s has mode %o" % (name, mode)
        for name in set(seen.files) - set(self._contents):
            yield "stray", "a collector reads %s" % name
        for name in seen.strays:
            yield "stray", "%s is there" % name
        if len(seen.litter) > 1:
            yield "stray", "%d temporary files" % len(seen.litter)


def _shown(content):
    if content is None:
        return "no file"
    return "%d bytes (%r...)" % (len(content), content[:24])
