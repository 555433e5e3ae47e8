"""Loop devices and mounts. Standard library only.

A loop device is attached with its auto-clear flag: it goes with its last mount. Mounts go with the namespace of the
process, see machine.enter_namespace().
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import struct
import time

_LIBC = ctypes.CDLL(None, use_errno=True)
_LOOP_CONFIGURE, _LOOP_CTL_GET_FREE = 0x4C0A, 0x4C82
_AUTOCLEAR = 4
_DETACH = 2  # umount2


def _check(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def mount(device, path, kind, options=""):
    _check(_LIBC.mount(device.encode(), path.encode(), kind.encode(), 0, options.encode()))


def knows(kind):
    """Whether the kernel has this kind of file system; it may load a module for the answer."""
    try:
        mount("/no/such/device", "/", kind)
    except OSError as error:
        return error.errno != errno.ENODEV
    return True


def unmount(path, patience=10):
    """Unmounts; waits up to `patience` seconds for who still uses it, then detaches what cannot be unmounted."""
    end = time.monotonic() + patience
    while True:
        try:
            return _check(_LIBC.umount2(path.encode(), 0))
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > end:
                _LIBC.umount2(path.encode(), _DETACH)
                raise
            time.sleep(0.01)


@contextlib.contextmanager
def loop_device(file):
    """A free loop device over the open file `file`, as a path. Detached at the end, or later with its last mount."""
    # struct loop_config: the file, the block size, and of struct loop_info64 the flags.
    config = struct.pack("=II52xI240x", file, 512, _AUTOCLEAR)
    for attempt in range(100):
        control = os.open("/dev/loop-control", os.O_RDWR | os.O_CLOEXEC)
        try:
            path = "/dev/loop%d" % fcntl.ioctl(control, _LOOP_CTL_GET_FREE)
        finally:
            os.close(control)
        try:
            device = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:  # The kernel is about to make it.
            time.sleep(0.01)
            continue
        try:
            fcntl.ioctl(device, _LOOP_CONFIGURE, config)
        except OSError as error:
            os.close(device)
            if error.errno != errno.EBUSY:  # Somebody was faster.
                raise
            time.sleep(0.001 * attempt)
            continue
        try:
            yield path
        finally:
            os.close(device)
        return
    raise OSError(errno.EBUSY, "no loop device is free")
