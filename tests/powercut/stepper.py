"""Runs a program and does something after each of its calls that change names or sync. Standard library only."""

import ctypes
import os
import platform
import signal
import struct
import subprocess

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_LIBC.ptrace.restype = ctypes.c_long
_TRACEME, _SETOPTIONS, _SYSCALL, _GET_SYSCALL_INFO = 0, 0x4200, 24, 0x420E
_TRACESYSGOOD, _TRACEEXEC, _EXITKILL = 1, 1 << 4, 1 << 20
_ENTRY, _EXIT = 1, 2  # PTRACE_SYSCALL_INFO_...

# Kinds of calls by their numbers; on other machines every call counts as each kind.
_NUMBERS = {
    "x86_64": {"sync": (74, 75), "link": (265,), "unlink": (263,), "rename": (82, 264, 316)},
    "aarch64": {"sync": (82, 83), "link": (37,), "unlink": (35,), "rename": (38, 276)},
}.get(platform.machine())
CALLS = ("sync", "link", "unlink", "rename")


def _ptrace(request, pid, address=0, data=0):
    if _LIBC.ptrace(request, pid, address, data) < 0:
        number = ctypes.get_errno()
        raise OSError(number, "ptrace: " + os.strerror(number))


def run(command, after, kinds=CALLS, **more):
    """Runs `command` as subprocess.Popen would, with `after()` after each call of `kinds`. Returns its exit code."""
    numbers = _NUMBERS and {number for kind in kinds for number in _NUMBERS[kind]}
    with subprocess.Popen(command, preexec_fn=lambda: _ptrace(_TRACEME, 0), **more) as process:
        os.waitpid(process.pid, 0)  # It stops at its exec.
        _ptrace(_SETOPTIONS, process.pid, 0, _TRACESYSGOOD | _TRACEEXEC | _EXITKILL)
        process.returncode = _step(process.pid, after, numbers)
    return process.returncode


def _step(pid, after, numbers):
    call, forward = None, 0
    info = ctypes.create_string_buffer(88)
    while True:
        _ptrace(_SYSCALL, pid, 0, forward)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
        forward = os.WSTOPSIG(status) if status >> 16 == 0 else 0  # Not of an exec.
        if forward != signal.SIGTRAP | 0x80:
            continue
        forward = 0
        _ptrace(_GET_SYSCALL_INFO, pid, len(info), ctypes.addressof(info))
        if info.raw[0] == _ENTRY:
            call = struct.unpack_from("=Q", info.raw, 24)[0]
        elif info.raw[0] == _EXIT and (numbers is None or call in numbers):
            after()
