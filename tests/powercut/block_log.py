"""What block_recorder wrote, and disks made of it. Standard library only."""

import collections
import os

SECTOR = 512
_PAGE = 4096
_ZEROES = bytes(_PAGE)

# `kind` is "write", "zero", "flush" or "mark"; `data` are the bytes of a write or a mark.
Event = collections.namedtuple("Event", "kind offset length data")


def read_log(path):
    """The events of a log, in order."""
    events = []
    with open(path, "rb") as file:
        for line in file:
            kind, *numbers = line.decode().split()
            offset = int(numbers[0]) if len(numbers) == 2 else 0
            length = int(numbers[-1]) if numbers else 0
            data = file.read(length) if kind in ("write", "mark") else b""
            if kind in ("write", "mark") and len(data) != length:
                raise ValueError("%s ends in the middle of a record" % path)
            events.append(Event(kind, offset, length, data))
    return events


class Disk:
    """The bytes of a disk; only pages that are not all zeroes take memory."""

    def __init__(self, size):
        self.size = size
        self._pages = {}

    @classmethod
    def of_file(cls, path):
        with open(path, "rb") as file:
            disk = cls(os.fstat(file.fileno()).st_size)
            for start, end in _data(file.fileno(), disk.size):
                file.seek(start)
                disk.write(start, file.read(end - start))
        return disk

    def copy(self):
        other = Disk(self.size)
        other._pages = dict(self._pages)
        return other

    def __eq__(self, other):
        return self.size == other.size and self._pages == other._pages

    def write(self, offset, data):
        while data:
            number, inside = divmod(offset, _PAGE)
            part = data[:_PAGE - inside]
            page = part
            if len(part) != _PAGE:
                old = self._pages.get(number, _ZEROES)
                page = old[:inside] + part + old[inside + len(part):]
            if page == _ZEROES:
                self._pages.pop(number, None)
            else:
                self._pages[number] = page
            offset += len(part)
            data = data[len(part):]

    def zero(self, offset, length):
        end = offset + length
        while offset < end:
            part = min(_PAGE - offset % _PAGE, end - offset)
            if offset // _PAGE in self._pages:
                self.write(offset, _ZEROES[:part])
            offset += part

    def apply(self, event):
        if event.kind == "write":
            self.write(event.offset, event.data)
        elif event.kind == "zero":
            self.zero(event.offset, event.length)

    def put(self, file):
        """Makes the open file `file` this disk."""
        os.ftruncate(file, 0)
        os.ftruncate(file, self.size)
        run, start = [], 0
        for number in sorted(self._pages):
            if run and (number != start + len(run) or len(run) == 256):
                os.pwritev(file, run, start * _PAGE)
                run = []
            if not run:
                start = number
            run.append(self._pages[number])
        if run:
            os.pwritev(file, run, start * _PAGE)


def _data(file, size):
    """The (start, end) of what is no hole in the open file `file`."""
    end = 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
        except OSError:  # ENXIO: a hole up to the end.
            return
        end = os.lseek(file, start, os.SEEK_HOLE)
        yield start, end
