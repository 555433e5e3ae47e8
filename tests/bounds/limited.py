"""Runs promfile with less of everything, and measures what it takes. Standard library only."""

import collections
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from promfile import PLAIN_ENVIRONMENT, Tally, binary, content, listing  # noqa: E402, F401  # pylint: disable=unused-import

OLD = b"# HELP old What was there before.\n# TYPE old gauge\nold 42\n"
STILL = "promfile: the previous file is still in place, last changed "
MIB = 1 << 20

# `seconds` is processor time, of promfile and the children that it has waited for.
Ended = collections.namedtuple("Ended", "code out err peak seconds")


class Limited:
    """promfile over a directory of its own, in which x.prom is OLD before every call."""

    def __init__(self, parent=None):
        # A copy that every user can reach: where it was built may be a home that is closed.
        self.root = tempfile.mkdtemp(prefix="promfile-bounds-", dir=parent)
        os.chmod(self.root, 0o755)
        self.path = shutil.copy(binary(), self.root)
        self.directory = os.path.join(self.root, "textfiles")
        os.mkdir(self.directory)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root, ignore_errors=True)

    def file(self, name):
        return os.path.join(self.directory, name)

    def reset(self, text=OLD):
        for name in os.listdir(self.directory):
            os.unlink(self.file(name))
        if text is not None:
            with open(self.file("x.prom"), "wb") as file:
                file.write(text)

    def run(self, *arguments, stdin=b"", limits=(), prepare=None, seconds=60, wrapper=(), **streams):
        """Runs promfile; `limits` are (RLIMIT_..., value), `prepare` runs in the child before they are set.

        `wrapper` are words in front of promfile's path. `peak` is never less than what this test itself has resident.
        `stdin` is bytes or a descriptor or file. Code None: still running after `seconds`, and killed.
        """
        def begin():
            if prepare is not None:
                prepare()
            for what, value in limits:
                resource.setrlimit(what, (value, value))

        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            if isinstance(stdin, bytes):
                given.write(stdin)
                given.seek(0)
                stdin = given
            words = [*wrapper, self.path, *arguments]
            with subprocess.Popen(words, stdin=stdin, env=PLAIN_ENVIRONMENT, preexec_fn=begin if limits or prepare else None,
                                  **{"stdout": out, "stderr": err, **streams}) as process:
                killer = threading.Timer(seconds, process.kill)
                killer.start()
                _, status, usage = os.wait4(process.pid, 0)
                late = not killer.is_alive()
                killer.cancel()
                killer.join()
                process.returncode = os.waitstatus_to_exitcode(status)
                # A pipe holds what little is said into one.
                if process.stdout:
                    out.write(process.stdout.read())
                if process.stderr:
                    err.write(process.stderr.read())
            for stream in (out, err):
                stream.seek(0)
            return Ended(None if late else process.returncode, out.read(), err.read().decode("utf-8", "replace"), usage.ru_maxrss * 1024,
                         usage.ru_utime + usage.ru_stime)
