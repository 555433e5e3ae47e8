#!/usr/bin/python3 -B
"""The packaged node_exporter as an oracle: start it over a directory, scrape it, ask whether it lives.

    with Exporter() as exporter:              # a temporary textfile directory
        exporter.put("a.prom", b"m 1\n")
        scrape = exporter.scrape()            # raises ScrapeFailed when nothing is answered
        scrape.series[("m", ())]              # ["1"]

Only the textfile collector runs, on a free port of 127.0.0.1. The process is stopped by its pid when the
`with` block is left, at the interpreter's exit, and by the kernel if this interpreter is killed.
Not thread-safe. Standard library only.
"""

import atexit
import collections
import http.client
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

EXPORTER = os.environ.get("NODE_EXPORTER", "/usr/bin/prometheus-node-exporter")


class ScrapeFailed(Exception):
    """No usable answer. `kind` is "closed", "timeout" or "status"."""

    def __init__(self, kind, text):
        super().__init__("%s: %s" % (kind, text))
        self.kind = kind


class NotExposition(Exception):
    """Text that this module's small parser does not understand."""


class Exposition:
    """Series, types and help texts of a text in the exposition format 0.0.4.

    `series` maps (name, ((label, value), ...)) with labels sorted to the list of its values as written.
    Nothing is resolved or judged: a histogram's `_bucket` is a series like any other.
    """

    def __init__(self, body):
        self.series = collections.defaultdict(list)
        self.types = {}
        self.helps = {}
        for number, line in enumerate(body.decode("utf-8", "surrogateescape").split("\n"), 1):
            line = line.lstrip(" \t")
            if not line:
                continue
            try:
                if line.startswith("#"):
                    self._comment(line[1:])
                else:
                    self._sample(line)
            except NotExposition as problem:
                raise NotExposition("line %d: %s: %r" % (number, problem, line[:200])) from None

    _COMMENT = re.compile(r"[ \t]*(HELP|TYPE)[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]+(.+)", re.DOTALL)
    _NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
    _LABEL = re.compile(r'[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"[ \t]*', re.DOTALL)
    _ESCAPE = re.compile(r"\\(.)", re.DOTALL)

    def _unescape(self, text):
        def one(match):
            try:
                return {"\\": "\\", "n": "\n", '"': '"'}[match.group(1)]
            except KeyError:
                raise NotExposition("unknown escape %r" % match.group(0)) from None

        return self._ESCAPE.sub(one, text)

    def _comment(self, text):
        match = self._COMMENT.fullmatch(text)
        if not match:
            return
        word, name, rest = match.groups()
        if word == "HELP":
            self.helps[name] = self._unescape(rest)
        else:
            self.types[name] = rest.replace("\\", "").upper().lower()

    def _sample(self, line):
        name = self._NAME.match(line)
        if not name:
            raise NotExposition("no metric name")
        at = name.end()
        blanks = re.compile(r"[ \t]*")
        at = blanks.match(line, at).end()
        labels = {}
        if line[at : at + 1] == "{":
            at = blanks.match(line, at + 1).end()
            while line[at : at + 1] != "}":
                label = self._LABEL.match(line, at)
                if not label:
                    raise NotExposition("no label at byte %d" % (at + 1))
                if label.group(1) in labels:
                    raise NotExposition("label twice")
                labels[label.group(1)] = self._unescape(label.group(2))
                at = label.end()
                if line[at : at + 1] == ",":
                    at = blanks.match(line, at + 1).end()
                elif line[at : at + 1] != "}":
                    raise NotExposition("label list is not closed")
            at = blanks.match(line, at + 1).end()
        value = line[at:]
        try:
            float(value.split(" ")[0])
        except ValueError:
            raise NotExposition("no value") from None
        self.series[(name.group(0), tuple(sorted(labels.items())))].append(value)


def same_value(a, b):
    """Whether two spellings are the same double; NaN is NaN."""
    a, b = float(a), float(b)
    return a == b or (a != a and b != b)


class Scrape(Exposition):
    """One answer of the exporter."""

    def __init__(self, body):
        super().__init__(body)
        self.body = body

    def value(self, name, **labels):
        """The value of a series, or None if it is not there."""
        values = self.series.get((name, tuple(sorted(labels.items()))))
        return float(values[0]) if values else None

    def scrape_error(self):
        return self.value("node_textfile_scrape_error")

    def is_utf8(self):
        """Prometheus stops at the first line that is not UTF-8; the exporter does not look."""
        try:
            self.body.decode("utf-8")
            return True
        except UnicodeDecodeError:
            return False


class Exporter:
    """node_exporter over `directory` (default: a temporary one, removed again). Starts at once."""

    def __init__(self, directory=None, collectors=("textfile",)):
        self._own = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix="promfile-e2e-")
        self._log = tempfile.TemporaryFile()
        self._process = None
        self._collectors = collectors
        self.starts = 0
        atexit.register(self.close)
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self):
        """Starts the exporter if it does not run, and waits until it answers /. Another port if this one is lost."""
        for _ in range(20):
            if self.alive():
                return
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
            self._log.truncate(0)
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", EXPORTER]
                + ["--collector.disable-defaults"]
                + ["--collector." + name for name in self._collectors]
                + ["--collector.textfile.directory=" + self.directory]
                + ["--web.listen-address=127.0.0.1:%d" % self.port],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                env={"PATH": "/usr/bin:/bin"},
            )
            if self._wait_until_up():
                self.starts += 1
                return
            self.stop()  # Most likely somebody else took the port between probe and start.
        raise RuntimeError("node_exporter does not start: " + self.log()[-2000:])

    def _wait_until_up(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.alive():
            try:
                self._get("/", 5)
                return self.alive()
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
        return False

    def _get(self, path, timeout):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def scrape(self, timeout=10):
        """The answer of /metrics. Raises ScrapeFailed."""
        try:
            status, body = self._get("/metrics", timeout)
        except (socket.timeout, TimeoutError):
            raise ScrapeFailed("timeout", "no answer within %s s" % timeout) from None
        except (OSError, http.client.HTTPException) as problem:
            raise ScrapeFailed("closed", repr(problem)) from None
        if status != 200:
            raise ScrapeFailed("status", "HTTP %d" % status)
        return Scrape(body)

    def alive(self):
        return self._process is not None and self._process.poll() is None

    def pid(self):
        return self._process.pid

    def exit_code(self, timeout=5):
        """The exit code of a process that is about to die, or None if it goes on living."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def log(self):
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def stop(self):
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            self._process.wait()
            self._process = None

    def close(self):
        """Stops the process and removes the temporary directory. May be called twice."""
        self.stop()
        if self._own:
            shutil.rmtree(self.directory, ignore_errors=True)
        atexit.unregister(self.close)

    def path(self, name):
        return os.path.join(self.directory, name)

    def put(self, name, content):
        """Writes a file of the directory the naive way; nobody scrapes meanwhile."""
        with open(self.path(name), "wb") as out:
            out.write(content)

    def clear(self):
        for name in os.listdir(self.directory):
            path = self.path(name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
