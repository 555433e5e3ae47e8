"""A real Prometheus on loopback that scrapes one exporter every second. Standard library only."""

import atexit
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request


class Prometheus:
    """Scrapes 127.0.0.1:`port`, evaluates `rule_files` (texts) every second. Stopped by its pid when the block is left."""

    def __init__(self, port, rule_files):
        self._folder = tempfile.mkdtemp(prefix="promfile-prometheus-")
        names = []
        for i, text in enumerate(rule_files):
            names.append(os.path.join(self._folder, "rules%d.yml" % i))
            with open(names[-1], "w", encoding="utf-8") as file:
                file.write(text)
        config = os.path.join(self._folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: %s\n"
                "scrape_configs:\n  - job_name: node\n    static_configs: [{targets: ['127.0.0.1:%d']}]\n" % (json.dumps(names), port)
            )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        with open(os.path.join(self._folder, "log"), "wb") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "prometheus", "--config.file=" + config]
                + ["--storage.tsdb.path=" + os.path.join(self._folder, "data"), "--web.listen-address=127.0.0.1:%d" % self._port, "--log.level=warn"],
                stdout=log,
                stderr=log,
            )
        atexit.register(self.close)

    def __enter__(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen("http://127.0.0.1:%d/-/ready" % self._port, timeout=5):
                    return self
            except OSError:
                time.sleep(0.1)
            if self._process.poll() is not None:
                break
        with open(os.path.join(self._folder, "log"), encoding="utf-8") as log:
            raise RuntimeError("Prometheus does not start: " + log.read()[-2000:])

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _get(self, path):
        with urllib.request.urlopen("http://127.0.0.1:%d/api/v1/%s" % (self._port, path), timeout=20) as answer:
            return json.load(answer)["data"]

    def query(self, expression):
        """{frozenset of labels without job and instance: value} of an instant vector."""
        result = self._get("query?query=" + urllib.parse.quote(expression))["result"]
        return {frozenset((k, v) for k, v in one["metric"].items() if k not in ("job", "instance", "__name__")): float(one["value"][1]) for one in result}

    def firing(self):
        """{(alert, name or file or "")} of the alerts that fire now."""
        return {
            (alert["labels"]["alertname"], alert["labels"].get("file", alert["labels"].get("name", "")))
            for alert in self._get("alerts")["alerts"]
            if alert["state"] == "firing"
        }

    def wait_for(self, what, seconds=60):
        """Asks until `what()` is true; returns whether it became so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if what():
                return True
            time.sleep(0.25)
        return False
