"""Every name that a directory has had, however short its life was: inotify tells. Standard library only."""

import ctypes
import os
import struct

_CREATED = 0x100
_MOVED_TO = 0x80
_EVENT = struct.Struct("iIII")
_LIBC = ctypes.CDLL(None, use_errno=True)


class NamesSeen:
    """The names that came to be in `directory`, by creation, link or rename, since the last question."""

    def __init__(self, directory):
        self._fd = _LIBC.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0 or _LIBC.inotify_add_watch(self._fd, os.fsencode(directory), _CREATED | _MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._fd)

    def take(self):
        names = []
        while True:
            try:
                data = os.read(self._fd, 1 << 16)
            except BlockingIOError:
                return names
            while data:
                _, _, _, size = _EVENT.unpack_from(data)
                names.append(data[_EVENT.size:_EVENT.size + size].rstrip(b"\0").decode())
                data = data[_EVENT.size + size:]
