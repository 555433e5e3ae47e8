#!/usr/bin/python3 -B
"""`promfile rules` under promtool: the files are right, and each alert does over days what it says. Standard library only."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from job_file import RESULTS, Job, Tally, binary, environment

HERE = os.path.dirname(os.path.abspath(__file__))
# Of others, on which the rules may depend.
OTHERS = {"up", "node_textfile_scrape_error", "node_textfile_mtime_seconds", "promhttp_metric_handler_errors_total", "promfile_publish_failures_total"}


def promtool(*words, cwd):
    return subprocess.run(["promtool", *words], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=300)


def main():
    tally = Tally()
    promfile = binary()
    folder = tempfile.mkdtemp(prefix="promfile-rules-")
    try:
        for name, option in (("alerting.yml", []), ("recording.yml", ["--recording"])):
            with open(os.path.join(folder, name), "wb") as file:
                code = subprocess.run([promfile, "rules", *option], stdout=file, env=environment(), check=False, timeout=20).returncode
            tally.expect("rules", "printed", code == 0)
            done = promtool("check", "rules", "--lint-fatal", name, cwd=folder)
            tally.expect("rules", "promtool check rules %s" % name, done.returncode == 0, done.stdout.decode())
        tested = ""
        for name in ("rules.test.yml", "rules_weeks.test.yml"):
            shutil.copy(os.path.join(HERE, name), folder)
            done = promtool("test", "rules", name, cwd=folder)
            tally.expect("rules", "promtool test rules %s" % name, done.returncode == 0, done.stdout.decode())
            with open(os.path.join(HERE, name), encoding="utf-8") as file:
                tested += file.read()

        # Every metric that the rules name is one that a job has.
        subprocess.run([promfile, "run", "-d", folder, "--every", "1h", "x", "--", "true"], env=environment(), check=True, timeout=20)
        families = {name for name, _ in Job(folder, "x")._exposition().series}
        for name in ("alerting.yml", "recording.yml"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = re.sub(r"(?m)^ *#.*$|'[^']*'|name:\w+:\w+", "", file.read())
            named = set(re.findall(r"\b(?:batch_job|promfile|node|promhttp)_\w+", text)) - {"batch_jobs", "batch_jobs_fleet", "batch_jobs_never_succeeded"}
            tally.expect("rules", "%s uses metrics that exist" % name, named and named <= families | OTHERS, named - families - OTHERS)
        tally.expect("rules", "all results are known", len(RESULTS) == 7)
        with open(os.path.join(folder, "alerting.yml"), encoding="utf-8") as file:
            text = file.read()
        alerts = re.findall(r"- alert: (\w+)", text)
        for alert in alerts:
            tally.expect("rules", "%s is tested" % alert, alert in tested)
        for part in ("summary:", "description:", "runbook:", "severity:"):
            tally.expect("rules", "each alert has a %s" % part, text.count(part) == len(alerts), text.count(part))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
