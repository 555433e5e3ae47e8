"""What the file of a job says, for tests. Standard library only."""

import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from exporter import Exporter, Exposition  # noqa: E402, F401  # pylint: disable=unused-import
from promfile import PLAIN_ENVIRONMENT, Tally, binary  # noqa: E402, F401  # pylint: disable=unused-import

RESULTS = ("success", "failure", "timeout", "signal", "skipped", "not_started", "interrupted")


def environment(**more):
    return {**PLAIN_ENVIRONMENT, **more}


def escaped(name):
    """The stem of a job's file: the same escape as lib/job/job_name, written anew."""
    raw = name.encode()
    out = ""
    for i, byte in enumerate(raw):
        c1 = (byte == 0xC2 and i + 1 < len(raw) and raw[i + 1] < 0xA0) or (i > 0 and raw[i - 1] == 0xC2 and byte < 0xA0)
        special = byte in b"/%" or byte < 32 or byte == 127 or c1 or (i == 0 and (byte in b".-" or name == "promfile"))
        out += "%%%02X" % byte if special else chr(byte)
    return out.encode("latin-1").decode()


class Job:
    """The file of job `name` in `directory`; read anew for every question."""

    def __init__(self, directory, name):
        self._directory = directory
        self.name = name
        self.path = os.path.join(directory, escaped(name) + ".prom")

    def text(self):
        with open(self.path, encoding="utf-8") as file:
            return file.read()

    def _exposition(self):
        return Exposition(self.text().encode())

    def value(self, family, **labels):
        labels["name"] = self.name
        values = self._exposition().series.get((family, tuple(sorted(labels.items()))))
        return float(values[0]) if values else None

    def plain(self, series):
        """The value, as written, of a series without labels."""
        values = self._exposition().series.get((series, ()))
        return values[0] if values else None

    def runs(self):
        """The results that were counted, without those that are 0; all of them must be there."""
        if not os.path.exists(self.path):
            return {}
        counts = {result: self.value("batch_job_runs_total", result=result) for result in RESULTS}
        if None in counts.values():
            raise AssertionError("a result is missing: %s" % counts)
        return {result: int(count) for result, count in counts.items() if count}

    def failures(self, reason):
        """promfile_publish_failures_total of this file."""
        path = os.path.join(self._directory, "promfile.prom")
        if not os.path.exists(path):
            return 0
        with open(path, encoding="utf-8") as file:
            found = re.search(r'promfile_publish_failures_total\{file="%s",reason="%s"\} (\d+)' % (re.escape(os.path.basename(self.path)), reason), file.read())
        return int(found.group(1)) if found else 0
