#!/usr/bin/python3 -B
"""The examples for batch jobs do what their READMEs say. Standard library only.

The commands are taken from the examples' own files; only paths, and what would change this machine, are replaced.
unattended-upgrade, apt_info.py and puppet are Debian's; a real node_exporter and Prometheus look on.

Run by hand: tests/examples/batch_jobs_test.py bazel-bin/tools/promfile
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "jobs_e2e"))

from job_file import Exporter, Job, Tally, binary, environment  # noqa: E402
from prometheus import Prometheus  # noqa: E402

EXAMPLES = os.path.join(HERE, "..", "..", "examples")
PROMFILE = binary()


def example(*path):
    with open(os.path.join(EXAMPLES, *path), encoding="utf-8") as file:
        return file.read()


def cron_commands(text):
    """The commands of a table of /etc/cron.d."""
    return [line.split(None, 6)[6] for line in text.split("\n") if re.match(r"[0-9*]", line)]


class Host:
    """Runs commands as cron would: sh, an environment of its own, and promfile in PATH."""

    def __init__(self, tally, exporter):
        self.tally = tally
        self.directory = exporter.directory
        self._exporter = exporter
        self.folder = tempfile.mkdtemp(prefix="promfile-example-")
        self._bin = os.path.join(self.folder, "bin")
        os.mkdir(self._bin)
        os.symlink(PROMFILE, os.path.join(self._bin, "promfile"))
        self.promfile = os.path.join(self._bin, "promfile")

    def sh(self, command, **more):
        path = self._bin + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**environment(), "PATH": path, "PROMFILE_DIRECTORY": self.directory, "HOME": self.folder, **more},
            timeout=280,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def expect_readme(self, text, about):
        """Every series of "In Prometheus" is in a scrape, with its value where the README gives one."""
        scrape = self._exporter.scrape()
        shown = re.search(r"## In Prometheus\n\n((?:    .*\n)+)", text).group(1)
        for line in shown.split("\n"):
            match = re.fullmatch(r"    (\w+)(?:\{(.*)\})?(?: (\S+))?", line)
            if not match:
                continue
            labels = tuple(sorted(re.findall(r'(\w+)="([^"]*)"', match.group(2) or "")))
            values = scrape.series.get((match.group(1), labels))
            ok = values is not None and (match.group(3) is None or float(values[0]) == float(match.group(3)))
            self.tally.expect(about, "in the scrape: %s" % line.strip(), ok, values)
        self.tally.expect(about, "no scrape error", scrape.scrape_error() == 0)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def alerts_exist(tally, rules):
    known = set(re.findall(r"- alert: (\w+)", rules))
    for folder in ("security_updates", "configuration_management", "host_maintenance"):
        named = set(re.findall(r"`((?:BatchJob|Promfile|Textfile)\w+)`", example(folder, "README.md")))
        tally.expect(folder, "the README names alerts that exist", named and named <= known, named - known)


def security_updates(host):
    about = "security_updates"
    readme = example(about, "README.md")
    upgrade, apt = cron_commands(example(about, "security-updates.cron"))
    code, said = host.sh(re.search(r"(?m)^    (promfile declare .*)$", readme).group(1))
    job = Job(host.directory, "security-updates")
    host.tally.expect(about, "declared: known, and never succeeded", code == 0 and job.value("batch_job_last_success_timestamp_seconds") == 0, said)
    host.tally.expect(about, "the command is the real one", upgrade.endswith(" -- unattended-upgrade"), upgrade)
    # No origin is allowed: nothing is downloaded, whatever this machine lacks.
    nothing = os.path.join(host.folder, "apt.conf")
    with open(nothing, "w", encoding="ascii") as file:
        file.write('Dir::Etc::parts "/no/such";\nDir::Etc::main "/no/such";\n')
    code, said = host.sh(upgrade + " --dry-run", APT_CONFIG=nothing)
    host.tally.expect(about, "unattended-upgrade under promfile run: quiet, 0", (code, said) == (0, ""), (code, said))
    host.tally.expect(about, "counted, with CPU time", job.runs() == {"success": 1} and job.value("batch_job_last_cpu_seconds", mode="user") > 0, job.text())
    code, said = host.sh(apt)
    host.tally.expect(about, "apt_info.py under promfile write", (code, said) == (0, ""), (code, said))
    host.expect_readme(readme, about)
    code, said = host.sh(upgrade + " --no-such-option")
    host.tally.expect(about, "a failure is mailed and its code comes back", code not in (0, 125) and "no such option" in said and job.value("batch_job_last_exit_code") == code, (code, said))
    before = host.sh("cat $PROMFILE_DIRECTORY/apt.prom")
    code, _ = host.sh(apt.replace("apt_info.py", "no_such_collector.py"))
    host.tally.expect(about, "a failed collector: its code, and the old file stays", code == 2 and host.sh("cat $PROMFILE_DIRECTORY/apt.prom") == before, code)

    units = os.path.join(host.folder, "units")
    os.mkdir(units)
    for name in ("security-updates.service", "security-updates.timer"):
        with open(os.path.join(units, name), "w", encoding="utf-8") as file:
            file.write(example(about, name).replace("/usr/local/bin/promfile", host.promfile))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", os.path.join(units, "security-updates.service"), os.path.join(units, "security-updates.timer")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60)
    said = "\n".join(line for line in done.stdout.decode().split("\n") if "security-updates" in line or "promfile" in line)
    host.tally.expect(about, "systemd-analyze verify finds nothing", done.returncode == 0 and said == "", done.stdout.decode())
    post = re.search(r"(?m)^ExecStopPost=(.*)$", example(about, "security-updates.service")).group(1)
    code, said = host.sh(post.replace("/usr/local/bin/promfile", host.promfile).replace("%N", "security-updates"), SERVICE_RESULT="timeout", EXIT_CODE="killed", EXIT_STATUS="TERM")
    host.tally.expect(about, "ExecStopPost= reports a time-out", code == 0 and job.runs()["timeout"] == 1 and job.value("batch_job_last_exit_code") == 143, (said, job.text()))


def configuration_management(host):
    about = "configuration_management"
    (command,) = cron_commands(example(about, "puppet.cron"))
    cron_d = os.path.join(host.folder, "cron.d")
    os.mkdir(cron_d)
    manifest = os.path.join(host.folder, "site.pp")

    def write(text):
        with open(manifest, "w", encoding="utf-8") as file:
            file.write(text.replace("/etc/cron.d", cron_d).replace("/usr/local/bin/promfile", host.promfile))

    command = command.replace("/etc/puppet/code/site.pp", manifest) + " --confdir %s/conf --vardir %s/var" % (host.folder, host.folder)
    job = Job(host.directory, "puppet")
    write(example(about, "site.pp"))
    code, said = host.sh(command)
    host.tally.expect(about, "the first run changes something: 2, and that is a success", (code, said) == (2, "") and job.runs() == {"success": 1}, (code, said))
    host.expect_readme(example(about, "README.md"), about)
    declared = Job(host.directory, "backup")
    host.tally.expect(about, "the manifest has declared backup", declared.value("batch_job_expected_interval_seconds") == 86400)
    with open(os.path.join(cron_d, "backup"), encoding="utf-8") as file:
        line = file.read()
    host.tally.expect(about, "and installed it", cron_commands(line) == ["promfile run backup --every 24h --lock --quiet-on-success -- /usr/local/bin/backup --all"], line)
    code, said = host.sh(command)
    host.tally.expect(about, "the second run changes nothing: 0", (code, said) == (0, "") and job.runs() == {"success": 2}, (code, said))
    write("file { '/no/such/directory/file': ensure => file }\n")
    code, said = host.sh(command)
    host.tally.expect(about, "a resource fails: 4, and its output is mailed", code == 4 and "no/such/directory" in said and job.runs() == {"success": 2, "failure": 1}, (code, said))
    write("this is no manifest {\n")
    code, said = host.sh(command)
    host.tally.expect(about, "no manifest: 1", code == 1 and said != "" and job.runs() == {"success": 2, "failure": 2}, (code, said))


def host_maintenance(host):
    about = "host_maintenance"
    (command,) = cron_commands(example(about, "maintenance.cron"))
    script = os.path.join(EXAMPLES, about, "maintenance.sh")
    command = command.replace("/usr/local/sbin/maintenance.sh", "'%s'" % os.path.abspath(script))
    spool = os.path.join(host.folder, "reports")
    job = Job(host.directory, "maintenance")

    def fill():
        os.makedirs(spool, exist_ok=True)
        for name, days in (("new", 1), ("old", 40)):
            path = os.path.join(spool, name)
            with open(path, "w", encoding="ascii"):
                os.utime(path, (time.time() - days * 86400,) * 2)

    fill()
    code, said = host.sh("'%s'" % os.path.abspath(os.path.join(EXAMPLES, about, "before.sh")), SPOOL=spool)
    host.tally.expect(about, "before: it works", (code, said) == (0, "") and job.plain("maintenance_removed_files") == "1", said)
    shutil.rmtree(spool)
    code, _ = host.sh("'%s'" % os.path.abspath(os.path.join(EXAMPLES, about, "before.sh")), SPOOL=spool)
    host.tally.expect(about, "before: a failure looks like a quiet night", code == 0 and job.plain("maintenance_removed_files") == "0")
    os.unlink(job.path)

    fill()
    code, said = host.sh(command, SPOOL=spool)
    host.tally.expect(about, "after: it works, quietly", (code, said) == (0, ""), (code, said))
    host.expect_readme(example(about, "README.md"), about)
    shutil.rmtree(spool)
    code, said = host.sh(command, SPOOL=spool)
    host.tally.expect(about, "after: a failure is one, and the good numbers stay", code == 1 and "reports" in said and job.plain("maintenance_removed_files") == "1" and job.runs() == {"success": 1, "failure": 1}, (code, said))


def main():
    tally = Tally()
    rules = subprocess.run([PROMFILE, "rules"], stdout=subprocess.PIPE, check=True, env=environment(), timeout=20).stdout.decode()
    alerts_exist(tally, rules)
    with Exporter() as exporter, Prometheus(exporter.port, [rules]) as prometheus:
        host = Host(tally, exporter)
        try:
            security_updates(host)
            configuration_management(host)
            host_maintenance(host)
        finally:
            host.close()
        wanted = {("BatchJobFailed", name) for name in ("security-updates", "puppet", "maintenance")}
        tally.expect("alerts", "each failed job fires", prometheus.wait_for(lambda: wanted <= prometheus.firing()), prometheus.firing())
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
