"""A small file system on a disk that remembers, and what writers claimed meanwhile. Standard library only."""

import contextlib
import os
import subprocess
import time

import block_device
import block_log

MIB = 1 << 20


class FileSystem:
    """One kind of file system: how it is made and mounted.

    `whole`, (offset, end), is where it trusts a drive to write in one piece what is more than a sector, as ext4 does
    with its superblock: no writer of files can help where that is torn. `forgets_unnamed`: it is known to recover files
    without their content that were made without a name.
    """

    def __init__(self, name, kind, mebibytes, make, whole=(0, 0), options="", forgets_unnamed=False):
        self.name = name
        self.kind = kind
        self.options = options
        self.forgets_unnamed = forgets_unnamed
        self.program = make[0]
        self._size = mebibytes * MIB
        self._make = make
        self._whole = whole

    def make(self, path):
        with open(path, "wb") as file:
            file.truncate(self._size)
        done = subprocess.run([*self._make, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            raise RuntimeError("%s exits %d: %s" % (self._make, done.returncode, done.stdout.decode(errors="replace")))

    def may_tear(self, event):
        begin, end = self._whole
        return event.offset >= end or event.offset + event.length <= begin


@contextlib.contextmanager
def recorded(system, recorder, scratch):
    """Mounts a new `system` whose blocks are recorded. Yields (its path, a function that puts a mark into the log).

    Afterwards it is unmounted and scratch/log is complete; scratch/made is the image as mkfs left it.
    """
    made, image, log, fuse, disk = (os.path.join(scratch, name) for name in ("made", "image", "log", "fuse", "disk"))
    os.mkdir(fuse)
    os.mkdir(disk)
    system.make(made)
    subprocess.run(["cp", "--sparse=always", made, image], check=True)
    with contextlib.ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen([recorder, image, log, fuse]))
        stack.callback(process.terminate)
        inside = "/proc/%d/root%s" % (process.pid, fuse)
        _wait_for(os.path.join(inside, "image"), process)
        file = os.open(os.path.join(inside, "image"), os.O_RDWR | os.O_CLOEXEC)
        try:
            with block_device.loop_device(file) as device:
                block_device.mount(device, disk, system.kind, system.options)
        finally:
            os.close(file)
        stack.callback(block_device.unmount, disk)
        marks = os.open(os.path.join(inside, "marks"), os.O_WRONLY | os.O_CLOEXEC)
        stack.callback(os.close, marks)
        yield disk, lambda text: os.write(marks, text.encode())


def _wait_for(path, process):
    while not os.path.exists(path):
        if process.poll() is not None:
            raise RuntimeError("the recorder ended with %s" % process.returncode)
        time.sleep(0.01)


def read(scratch):
    """(the disk as mkfs left it, the events since) of a recording that is over."""
    made, image = (block_log.Disk.of_file(os.path.join(scratch, name)) for name in ("made", "image"))
    events = block_log.read_log(os.path.join(scratch, "log"))
    replayed = made.copy()
    for event in events:
        replayed.apply(event)
    if replayed != image:
        raise RuntimeError("the log is not what happened to the disk")
    return made, events
