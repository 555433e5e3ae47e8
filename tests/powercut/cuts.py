"""Which disks a power cut may leave behind. Standard library only.

What was written before a flush is on the disk. Of what was written since, each write may be there, be missing, or be
there in some of its sectors: a drive owes no order to writes that nobody has flushed.
"""

import collections
import itertools

import block_log

# Between two flushes: the writes `pending` (indices of events) are on their way, those before `start` have arrived.
Epoch = collections.namedtuple("Epoch", "start end pending")

# A disk: `applied` is a tuple of (index of an event, None or the sectors of it that arrived).
Cut = collections.namedtuple("Cut", "epoch applied")

EXHAUSTIVE = 4  # Up to so many writes on their way: all subsets.


def epochs(events, first):
    """The epochs of a log from the one with event number `first` on."""
    found, start, pending = [], 0, []
    for index, event in enumerate(events):
        if event.kind == "flush":
            found.append(Epoch(start, index, tuple(pending)))
            start, pending = index + 1, []
        elif event.kind != "mark":
            pending.append(index)
    found.append(Epoch(start, len(events), tuple(pending)))
    return [epoch for epoch in found if epoch.end > first]


def last_applied(events, cut):
    """The index of the last event that is on the disk."""
    if cut.applied:
        return max(index for index, _ in cut.applied)
    return next((i for i in reversed(range(cut.epoch.start)) if events[i].kind in ("write", "zero")), 0)


def prefixes(epoch):
    """The power goes after each write, in the order of the log."""
    for count in range(len(epoch.pending) + 1):
        yield Cut(epoch, tuple((index, None) for index in epoch.pending[:count]))


def subsets(epoch):
    """Every subset of few writes; each one alone and all but each one of many."""
    pending = epoch.pending
    sizes = range(len(pending) + 1) if len(pending) <= EXHAUSTIVE else (1, len(pending) - 1)
    for size in sizes:
        for chosen in itertools.combinations(pending, size):
            yield Cut(epoch, tuple((index, None) for index in chosen))


class Plan:
    """The cuts of a log from event number `first` on.

    `may_tear(event)` says whether a drive may write some sectors of a write and not the others.
    """

    def __init__(self, events, first, may_tear):
        self._events = events
        self._epochs = epochs(events, first)
        self._may_tear = may_tear

    def _sectors(self, index):
        event = self._events[index]
        return event.length // block_log.SECTOR if self._may_tear(event) else 1

    def torn_ends(self, epoch, most):
        """The power goes inside of each write, at up to `most` of its sector boundaries."""
        for position, index in enumerate(epoch.pending):
            count = self._sectors(index)
            step = max(1, -(-(count - 1) // most))
            for arrived in range(1, count, step):
                before = tuple((earlier, None) for earlier in epoch.pending[:position])
                yield Cut(epoch, before + ((index, frozenset(range(arrived))),))

    def by_chance(self, epoch, chance):
        """Some of the writes, and of some of those some sectors."""
        share = chance.choice((0.2, 0.5, 0.8))
        applied = []
        for index in epoch.pending:
            if chance.random() >= share:
                continue
            count, sectors = self._sectors(index), None
            if count > 1 and chance.random() < 0.4:
                sectors = frozenset(chance.sample(range(count), chance.randrange(1, count)))
            applied.append((index, sectors))
        return Cut(epoch, tuple(applied))

    def cuts(self, chance, wanted, boundaries=0):
        """Yields each disk once, in the order of the log.

        All prefixes and subsets; with `boundaries`, up to so many sector boundaries of each write; and others by
        `chance`, `wanted` of them if there are so many.
        """
        chosen = {}
        for epoch in self._epochs:
            chosen.update(dict.fromkeys(itertools.chain(prefixes(epoch), subsets(epoch), self.torn_ends(epoch, boundaries) if boundaries else ())))
        busy = [epoch for epoch in self._epochs if epoch.pending]
        wanted += len(chosen)
        for _ in range(20 * wanted):
            if len(chosen) >= wanted:
                break
            chosen.setdefault(self.by_chance(chance.choice(busy), chance))
        for cut in sorted(chosen, key=lambda cut: cut.epoch.start):
            # All of an epoch is the same disk as none of the next one.
            everything = tuple((index, None) for index in cut.epoch.pending)
            if cut.applied != everything or cut.epoch is self._epochs[-1]:
                yield cut


def disks(base, events, cuts):
    """Yields (cut, its disk) of cuts in the order of the log."""
    durable, done = base.copy(), 0
    for cut in cuts:
        for event in events[done:cut.epoch.start]:
            durable.apply(event)
        done = cut.epoch.start
        disk = durable.copy()
        for index, sectors in cut.applied:
            if sectors is None:
                disk.apply(events[index])
            else:
                _apply_sectors(disk, events[index], sectors)
        yield cut, disk


def _apply_sectors(disk, event, sectors):
    for sector in sectors:
        begin = sector * block_log.SECTOR
        if event.kind == "zero":
            disk.zero(event.offset + begin, block_log.SECTOR)
        else:
            disk.write(event.offset + begin, event.data[begin:begin + block_log.SECTOR])
