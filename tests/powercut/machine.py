"""What this machine can do, and a place in it of our own. Standard library only."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import block_device

_UNSHARE = ["unshare", "--mount", "--propagation=private", "--pid", "--fork", "--kill-child", "--mount-proc"]
_INSIDE = "PROMFILE_POWERCUT_NAMESPACE"


def why_not():
    """Why enter_namespace(), FUSE or a loop device would fail, or None."""
    if os.geteuid() != 0:
        return "mounting needs root"
    for path in ("/dev/fuse", "/dev/loop-control"):
        try:
            os.close(os.open(path, os.O_RDWR))
        except OSError as error:
            return "%s: %s" % (path, error.strerror)
    try:
        done = subprocess.run([*_UNSHARE, "true"], stderr=subprocess.PIPE, check=False)
    except FileNotFoundError as error:
        return str(error)
    if done.returncode != 0:
        return done.stderr.decode(errors="replace").strip()
    try:
        with open("/proc/self/exe", "rb") as file, block_device.loop_device(file.fileno()):
            return None
    except OSError as error:
        return "no loop device: %s" % error.strerror


def why_not_file_system(system):
    """Why `system` cannot be made or mounted, or None. Asks the kernel: to be called in the namespace."""
    if not shutil.which(system.program):
        return "%s is not installed" % system.program
    return None if block_device.knows(system.kind) else "the kernel does not know %s" % system.kind


def enter_namespace():
    """Starts this program again with mounts and processes of its own.

    Whatever kills the outer process kills all of the inner ones, and no mount or loop device outlives those.
    """
    os.environ[_INSIDE] = "1"
    os.execvp(_UNSHARE[0], [*_UNSHARE, sys.executable, "-B", *sys.argv])


def in_namespace():
    return _INSIDE in os.environ


@contextlib.contextmanager
def scratch():
    """A folder in memory. If the process is killed an empty one stays."""
    path = tempfile.mkdtemp(prefix="promfile-powercut-", dir=os.environ.get("TEST_TMPDIR"))
    block_device.mount("tmpfs", path, "tmpfs", "mode=0700")
    try:
        yield path
    finally:
        block_device.unmount(path)
        os.rmdir(path)
