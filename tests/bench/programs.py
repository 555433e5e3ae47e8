#!/usr/bin/python3 -B
"""Where everything that is measured is, and what it reads. Standard library only."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "gates"))

import tiny  # noqa: E402

# Series by corpus. About 50 MB of "node"; as many series of the others as a large host has.
SIZES = {
    "short": {"node": 2000, "small": 0, "gauge": 2000, "hist": 2000},
    "quick": {"node": 770000, "small": 0, "gauge": 100000, "hist": 100000},
    "full": {"node": 770000, "small": 0, "gauge": 100000, "hist": 100000},
}


class Programs:
    """Paths by name: promfile, turns, ..., as `paths` has them, and the Go programs, which are built in `folder`."""

    def __init__(self, folder, paths):
        self.folder = folder
        for path in paths:
            setattr(self, os.path.basename(path), os.path.abspath(path))
        self.readers = self._build_go("readers")
        self.python_reader = os.path.join(HERE, "peers", "reader.py")
        self.tiny = self.file("tiny.prom", tiny.TEXT)

    def _build_go(self, name):
        out = os.path.join(self.folder, name)
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.folder, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": os.path.join(self.folder, "go"), "GOFLAGS": ""}
        subprocess.run(["go", "build", "-o", out, os.path.join(HERE, "peers", name + ".go")], env=environment, check=True)
        return out

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def directory(self, name, inside=None):
        """A new directory."""
        path = os.path.join(inside or self.folder, name)
        os.mkdir(path)
        return path

    def corpora(self, series):
        """{name: path} of the corpora with so many series."""
        paths = {}
        for name, count in series.items():
            done = subprocess.run([self.corpus, name, str(count)], stdout=subprocess.PIPE, check=True)
            paths[name] = self.file(name + ".prom", done.stdout)
        return paths
