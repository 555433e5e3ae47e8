#!/usr/bin/python3 -B
"""Jobs that fail, succeed, hang and are killed, seen by a real Prometheus through a real node_exporter.

The rules are those of `promfile rules`; only their patience is cut from minutes to seconds. Cron is Debian's, in a
mount namespace of its own.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from job_file import Exporter, Job, Tally, binary, environment
from prometheus import Prometheus

PROMFILE = binary()


def hasty(rules):
    """The same rules for jobs whose intervals are seconds."""
    rules = re.sub(r"for: \d+m", "for: 1s", rules)
    rules = rules.replace("interval: 15m", "interval: 1s").replace("[15d:1h]", "[1h:1s]").replace("3600 * (", "1 * (")
    return rules


def rules(*options):
    return subprocess.run([PROMFILE, "rules", *options], stdout=subprocess.PIPE, check=True, env=environment(), timeout=20).stdout.decode()


class World:
    """One host: its directory, its exporter, its Prometheus."""

    def __init__(self, tally, exporter, prometheus):
        self.tally = tally
        self.directory = exporter.directory
        self.prometheus = prometheus

    def call(self, command, name, *rest, **more):
        return subprocess.run([PROMFILE, command, "-d", self.directory, name, *rest], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60, env=environment(), **more)

    def expect_firing(self, alert, what, fires=True):
        self.tally.expect(
            "alerts",
            "%s %s for %s" % (alert, "fires" if fires else "is resolved", what),
            self.prometheus.wait_for(lambda: ((alert, what) in self.prometheus.firing()) == fires),
            self.prometheus.firing(),
        )

    def expect_value(self, expression, value):
        seen = lambda: list(self.prometheus.query(expression).values())
        self.tally.expect("values", "%s is %s" % (expression, value), self.prometheus.wait_for(lambda: seen() == [value]), seen())


def jobs(world):
    world.call("run", "good", "--every", "1h", "--", "true")
    world.call("run", "bad", "--every", "1h", "--", "false")
    world.call("run", "late", "--timeout", "100ms", "--", "sleep", "5")
    world.call("run", "stale", "--every", "2s", "--", "true")
    world.call("declare", "never", "--every", "1s")
    world.call("run", "metrics", "--metrics", "--", "echo", "bad bad bad")
    process = subprocess.Popen([PROMFILE, "run", "-d", world.directory, "killed", "--every", "2s", "--", "sleep", "1"], env=environment())
    job = Job(world.directory, "killed")
    while not (os.path.exists(job.path) and job.value("batch_job_running") == 1):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()

    for name in ("bad", "late"):
        world.expect_firing("BatchJobFailed", name)
    world.expect_value('batch_job_runs_total{name="late",result="timeout"}', 1)
    world.expect_value('batch_job_last_exit_code{name="late"}', 124)
    world.expect_firing("BatchJobOverdue", "stale")
    world.expect_firing("BatchJobNeverSucceeded", "never")
    world.expect_firing("BatchJobRunningTooLong", "killed")
    world.expect_firing("PromfilePublishFailed", "metrics.prom")
    world.expect_value('promfile_publish_failures_total{file="metrics.prom",reason="metrics"}', 1)
    wrong = {what for alert, what in world.prometheus.firing() if what == "good" or alert.startswith("Textfile")}
    world.tally.expect("alerts", "nothing fires for a job that is well", not wrong, wrong)
    world.expect_value('name:batch_job_overdue:ratio{name="stale"}', 1)
    world.expect_value('name:batch_job_failed:ratio{name="good"}', 0)

    world.call("run", "bad", "--", "true")
    world.call("run", "late", "--", "true")
    world.call("declare", "stale", "--every", "1h")
    world.call("run", "stale", "--", "true")
    world.call("run", "never", "--every", "1h", "--", "true")
    world.call("run", "killed", "--every", "1h", "--", "true")
    for name in ("bad", "late"):
        world.expect_firing("BatchJobFailed", name, False)
    world.expect_firing("BatchJobOverdue", "stale", False)
    world.expect_firing("BatchJobNeverSucceeded", "never", False)
    world.expect_firing("BatchJobRunningTooLong", "killed", False)
    world.expect_value('batch_job_runs_total{name="killed",result="interrupted"}', 1)
    world.expect_value('batch_job_runs_total{name="killed",result="success"}', 1)

    os.unlink(os.path.join(world.directory, "good.prom"))
    broken = os.path.join(world.directory, "broken.prom")
    with open(broken, "w", encoding="ascii") as file:
        file.write("half a fi")
    world.expect_firing("BatchJobSeriesGone", "good")
    world.expect_firing("TextfileScrapeError", "")
    os.unlink(broken)
    world.call("run", "good", "--every", "1h", "--", "true")
    world.expect_firing("BatchJobSeriesGone", "good", False)
    world.expect_firing("TextfileScrapeError", "", False)


def run_parts(world):
    """What cron.daily and its like do; run-parts, too, mails what is printed and reports who failed."""
    folder = tempfile.mkdtemp(prefix="promfile-cron.daily-")
    try:
        for name, code in (("nightly", 0), ("broken", 7)):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="ascii") as file:
                file.write("#!/bin/sh\nexec %s run -d %s parts-%s --every 24h --quiet-on-success -- sh -c 'echo output of %s; exit %d'\n" % (PROMFILE, world.directory, name, name, code))
            os.chmod(path, 0o755)
        done = subprocess.run(["run-parts", folder], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60, env=environment())
        said = done.stdout.decode()
        world.tally.expect("run-parts", "only the failure is mailed", "output of broken" in said and "return code 7" in said and "nightly" not in said, said)
        world.expect_value('batch_job_last_run_successful{name="parts-nightly"}', 1)
        world.expect_firing("BatchJobFailed", "parts-broken")
    finally:
        shutil.rmtree(folder)


class Cron:
    """Debian's cron in the foreground, with one table of our own, in a mount namespace of its own."""

    SETUP = """
set -e
mount --make-rprivate /
mount --bind "$1/empty" /var/spool/cron/crontabs
mount --bind "$1/cron.d" /etc/cron.d
mount --bind "$1/crontab" /etc/crontab
mount -t tmpfs promfile-test /run
mount -t overlay -o "lowerdir=/usr/sbin,upperdir=$1/upper,workdir=$1/work" overlay /usr/sbin 2>/dev/null || true
exec cron -f
"""

    def __init__(self, directory):
        # Not below the directory of the test: an overlay wants a plain file system.
        self.folder = tempfile.mkdtemp(prefix="promfile-cron-", dir="/dev/shm")
        for name in ("empty", "cron.d", "upper", "work", "mail"):
            os.mkdir(os.path.join(self.folder, name))
        run = "%s run -d %s %%s --every 1m --quiet-on-success -- sh -c 'echo output of %%s; exit %%d'" % (PROMFILE, directory)
        with open(os.path.join(self.folder, "crontab"), "w", encoding="ascii") as file:
            file.write("MAILTO=root\nPATH=/usr/bin:/bin\n")
            for name, code in (("cron-good", 0), ("cron-bad", 5)):
                file.write("* * * * * root %s\n" % (run % (name, name, code)))
        sendmail = os.path.join(self.folder, "upper", "sendmail")
        with open(sendmail, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\ncat >%s/mail/$$\n" % self.folder)
        os.chmod(sendmail, 0o755)
        self._process = subprocess.Popen(["unshare", "--mount", "setpriv", "--pdeathsig", "KILL", "sh", "-c", self.SETUP, "sh", self.folder])

    def mails(self):
        folder = os.path.join(self.folder, "mail")
        texts = []
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                texts.append(file.read())
        return texts

    def ended(self):
        return self._process.poll() is not None

    def close(self):
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def cron(world, daemon):
    if not world.prometheus.wait_for(lambda: os.path.exists(os.path.join(world.directory, "cron-bad.prom")), 90):
        if daemon.ended():
            world.tally.not_checked("cron: it cannot have a mount namespace here")
        else:
            world.tally.expect("cron", "cron has run its table", False)
        return
    good = 'batch_job_runs_total{name="cron-good",result="success"} >= bool 1'
    world.expect_value(good, 1)
    world.expect_value('batch_job_last_exit_code{name="cron-bad"}', 5)
    world.expect_firing("BatchJobFailed", "cron-bad")
    world.prometheus.wait_for(daemon.mails, 5)
    mails = daemon.mails()
    if mails or os.access("/usr/sbin/sendmail", os.X_OK):
        world.tally.expect("cron", "mail is about the failure only", mails and all("output of cron-bad" in mail for mail in mails), mails)
    else:
        world.tally.not_checked("cron's mail: no overlay can be mounted here")


def main():
    tally = Tally()
    with Exporter() as exporter, Prometheus(exporter.port, [hasty(rules()), rules("--recording")]) as prometheus:
        world = World(tally, exporter, prometheus)
        daemon = Cron(exporter.directory)
        try:
            jobs(world)
            run_parts(world)
            cron(world, daemon)
        finally:
            daemon.close()
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
