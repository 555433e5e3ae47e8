#!/usr/bin/python3 -B
"""The published file is the state of a job: exact under concurrency, kills, damage and full disks. Standard library only.

PROMFILE_LONG=1 makes 10,000 runs in a row instead of 1,000.
"""

import concurrent.futures
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from job_file import Exporter, Job, Tally, binary, environment, escaped

LONG = os.environ.get("PROMFILE_LONG") == "1"
DIRECTORY = tempfile.mkdtemp(prefix="promfile-state-")
PROMFILE = binary()


def call(command, name, *rest, directory=DIRECTORY, **more):
    words = [PROMFILE, command, "-d", directory, name, *rest]
    more.setdefault("env", environment())
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False, **more)


def fast_runs(tally):
    """Many runs in a row: every one is counted once."""
    job = Job(DIRECTORY, "fast")
    runs = 10000 if LONG else 1000
    script = 'i=0; while [ $i -lt %d ]; do "$0" run --durability=none -d "$1" fast -- "$2"; i=$((i+1)); done' % runs
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda program: subprocess.run(["/bin/sh", "-c", script.replace(str(runs), str(runs // 2)), PROMFILE, DIRECTORY, program], check=False, env=environment(), timeout=3000), ["true", "false"]))
    tally.expect("counters", "%d runs of two loops at a time are exactly counted" % runs, job.runs() == {"success": runs // 2, "failure": runs // 2}, job.runs())
    tally.expect("counters", "nothing is left but the file and the lock", sorted(n for n in os.listdir(DIRECTORY) if "fast" not in n) == [".promfile.lock"], os.listdir(DIRECTORY))


def overlap(tally):
    """12 runs of one job and 12 of another at a time; a reader sees counters that never fall."""
    over = threading.Event()
    problems = []

    def read(name):
        job, last = Job(DIRECTORY, name), 0
        while not over.is_set():
            if os.path.exists(job.path):
                count = sum(job.runs().values())
                if count < last:
                    problems.append("%s fell from %d to %d" % (name, last, count))
                last = count

    readers = [threading.Thread(target=read, args=(name,)) for name in ("one", "two")]
    for reader in readers:
        reader.start()
    rounds = 10
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        codes = [done.returncode for done in pool.map(lambda i: call("run", ("one", "two")[i % 2], "--", "/bin/sh", "-c", "sleep 0.0%d; exit %d" % (i % 7, i % 3)), range(24 * rounds))]
    over.set()
    for reader in readers:
        reader.join()
    wanted = {"success": 4 * rounds, "failure": 8 * rounds}
    tally.expect("overlap", "every code came back", codes == [i % 3 for i in range(24 * rounds)])
    for name in ("one", "two"):
        job = Job(DIRECTORY, name)
        tally.expect("overlap", "exact counters under 12 writers", job.runs() == wanted, job.runs())
        tally.expect("overlap", "nothing runs any more", job.value("batch_job_running") == 0 and "# promfile run" not in job.text(), job.text())
    tally.expect("overlap", "a reader sees no counter fall", not problems, problems)


def killed(tally):
    """The wrapper is killed in the middle of a run."""
    job = Job(DIRECTORY, "killed")
    call("run", "killed", "--every", "1h", "--", "true")
    succeeded = job.value("batch_job_last_success_timestamp_seconds")
    began = time.time()
    process = subprocess.Popen([PROMFILE, "run", "-d", DIRECTORY, "killed", "--", "/bin/sh", "-c", "echo; exec sleep 1"], stdout=subprocess.PIPE, env=environment())
    process.stdout.readline()
    process.kill()
    process.wait()
    process.stdout.close()
    start = job.value("batch_job_last_start_timestamp_seconds")
    tally.expect("killed", "the file says: running since T", job.value("batch_job_running") == 1 and began - 1 < start < time.time() + 1, job.text())
    tally.expect("killed", "never: succeeded", job.value("batch_job_last_success_timestamp_seconds") == succeeded and job.runs() == {"success": 1}, job.text())
    call("run", "killed", "--", "true")
    tally.expect("killed", "the next run counts it as interrupted", job.runs() == {"success": 2, "interrupted": 1}, job.runs())
    tally.expect("killed", "the expected interval is carried over", job.value("batch_job_expected_interval_seconds") == 3600)
    # After a reboot: another boot id, and the number is somebody else's.
    text = job.text().replace('batch_job_running{name="killed"} 0', 'batch_job_running{name="killed"} 1')
    with open("/proc/self/stat", encoding="ascii") as stat, open("/proc/sys/kernel/random/boot_id", encoding="ascii") as boot:
        me = "%d-%s-%d" % (os.getpid(), stat.read().rpartition(") ")[2].split()[19], os.stat("/proc/self/ns/pid").st_ino)
        now = boot.read().strip()
    for about, marker, interrupted in (
        ("our own process", (now, me), 0),
        ("the same number in another boot", ("c0ffee00-0000-4000-8000-000000000000", me), 1),
        ("the same number, started at another time", (now, re.sub("-[0-9]+-", "-1-", me)), 1),
        ("our own process, seen a day later", (now, re.sub("-([0-9]+)-", lambda ticks: "-%d-" % (int(ticks.group(1)) + 8640000), me)), 0),
        ("another namespace: nobody knows", (now, re.sub("[0-9]+$", "1", me)), 0),
        ("nonsense", (now, "x"), 1),
        ("no marker at all", None, 1),
    ):
        with open(job.path, "w", encoding="utf-8") as file:
            file.write(("# promfile run boot=%s process=%s\n" % marker if marker else "") + text)
        done = call("declare", "killed", "--every", "2h")
        counted = job.runs().get("interrupted", 0) - 1
        tally.expect("killed", "declare after %s" % about, done.returncode == 0 and counted == interrupted and job.value("batch_job_running") == 1 - interrupted, (counted, job.text()))
        tally.expect("killed", "the last run was no success after %s" % about, job.value("batch_job_last_run_successful") == 1 - interrupted)


def kill_anywhere(tally):
    """Killed at any moment a run counts zero times or once, and never less than before."""
    job = Job(DIRECTORY, "anywhere")
    call("run", "anywhere", "--", "true")
    total = 1
    for i in range(150 if LONG else 60):
        process = subprocess.Popen([PROMFILE, "run", "-d", DIRECTORY, "anywhere", "--", "true"], env=environment())
        time.sleep(0.0002 * (i % 40))
        process.send_signal(signal.SIGKILL)
        process.wait()
        runs = sum(job.runs().values())
        tally.expect("kills", "counted zero times or once", total <= runs <= total + 2, (total, runs))
        total = runs
    call("run", "anywhere", "--", "true")
    left = [name for name in os.listdir(DIRECTORY) if name.endswith(".tmp")]
    tally.expect("kills", "no temporary file after a clean run", not left, left)


def damage(tally):
    job = Job(DIRECTORY, "hurt")
    for about, text in (("cut", "batch_job_runs_total{name=\"hu"), ("empty", ""), ("NULs", "\0" * 4096), ("a count that is none", None), ("a page", "<html>\n")):
        call("report", "hurt", "--exit-code", "0")
        if text is None:
            text = re.sub('result="failure"} [0-9]+', 'result="failure"} NaN', job.text())
        with open(job.path, "w", encoding="utf-8") as file:
            file.write(text)
        before = job.failures("damaged")
        done = call("run", "hurt", "--", "/bin/sh", "-c", "exit 3")
        err = done.stderr.decode()
        tally.expect("damage", "%s: said so, and the job's code comes back" % about, done.returncode == 3 and "is damaged" in err and "hurt.prom.damaged" in err and "begin at 0" in err, done)
        with open(job.path + ".damaged", encoding="utf-8") as aside:
            tally.expect("damage", "%s: kept aside" % about, aside.read() == text)
        tally.expect("damage", "%s: and a metric says so" % about, job.failures("damaged") == before + 1)
        tally.expect("damage", "%s: counters begin anew" % about, job.runs() == {"failure": 1}, job.runs())
    # In the middle of a run nothing is lost: promfile knows what it had published.
    for about, change in (("removed", "rm"), ("damaged", "echo x >"), ("replaced by another writer's", "printf 'backup_bytes 3\\n' >")):
        before = job.runs().get("success", 0)
        call("run", "hurt", "--", "/bin/sh", "-c", "%s '%s'" % (change, job.path))
        tally.expect("damage", "%s during a run: no counter falls" % about, job.runs() == {"failure": 1, "success": before + 1}, job.runs())
    tally.expect("damage", "what another writer put there stays", job.plain("backup_bytes") == "3", job.text())


def full_disk(tally):
    """A disk that is full when the job ends."""
    disk = tempfile.mkdtemp(prefix="promfile-full-")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,nr_inodes=64", "promfile-test", disk], stderr=subprocess.PIPE, check=False)
    if mounted.returncode != 0:
        tally.not_checked("a full disk: no tmpfs can be mounted here")
        os.rmdir(disk)
        return
    try:
        job = Job(disk, "full")
        call("run", "full", "--", "true", directory=disk)
        done = call("run", "full", "--", "/bin/sh", "-c", "cat /dev/zero >%s/filler 2>&-; exit 9" % disk, directory=disk)
        tally.expect("full disk", "the job's code comes back, and stderr says why", done.returncode == 9 and b"no space left on device" in done.stderr, done)
        tally.expect("full disk", "the file is whole: running since T", job.runs() == {"success": 1} and job.value("batch_job_running") == 1, job.text())
        tally.expect("full disk", "nothing else is left", sorted(os.listdir(disk)) == [".promfile.lock", "filler", "full.prom"], os.listdir(disk))
        os.unlink(os.path.join(disk, "filler"))
        call("run", "full", "--", "true", directory=disk)
        tally.expect("full disk", "and goes on when there is room", job.runs() == {"success": 2, "interrupted": 1}, job.text())
    finally:
        subprocess.run(["umount", disk], check=False)
        os.rmdir(disk)


def reports(tally):
    job = Job(DIRECTORY, "reported")
    for code, result in ((0, "success"), (1, "failure"), (75, "failure"), (124, "timeout"), (126, "not_started"), (127, "not_started"), (128, "failure"), (137, "signal"), (255, "failure")):
        before = job.runs().get(result, 0)
        done = call("report", "reported", "--exit-code", str(code))
        tally.expect("report", "%d is %s, and exits 0" % (code, result), done.returncode == 0 and job.runs()[result] == before + 1 and job.value("batch_job_last_exit_code") == code, (done, job.text()))
    done = call("report", "reported", "--exit-code", "2", "--success-codes", "0,2", "--started", "1700000000.5", "--duration", "90s", "--label", "site=a\"b")
    value = lambda family: job.value(family, site='a\\"b'.replace("\\", ""))
    tally.expect("report", "times and labels as given", done.returncode == 0 and value("batch_job_last_start_timestamp_seconds") == 1700000000.5 and value("batch_job_last_duration_seconds") == 90 and value("batch_job_last_success_timestamp_seconds") == 1700000090.5, job.text())
    call("report", "reported", "--exit-code", "1")
    tally.expect("report", "what is not known is not there", job.value("batch_job_last_duration_seconds") is None and job.value("batch_job_last_cpu_seconds", mode="user") is None, job.text())
    tally.expect("report", "the last success stays", job.value("batch_job_last_success_timestamp_seconds") == 1700000090.5)
    for variables, result, code in (
        ({"SERVICE_RESULT": "success", "EXIT_CODE": "exited", "EXIT_STATUS": "0"}, "success", 0),
        ({"SERVICE_RESULT": "exit-code", "EXIT_CODE": "exited", "EXIT_STATUS": "3"}, "failure", 3),
        ({"SERVICE_RESULT": "exit-code", "EXIT_CODE": "exited", "EXIT_STATUS": "203"}, "not_started", 203),
        ({"SERVICE_RESULT": "signal", "EXIT_CODE": "killed", "EXIT_STATUS": "KILL"}, "signal", 137),
        ({"SERVICE_RESULT": "core-dump", "EXIT_CODE": "dumped", "EXIT_STATUS": "SEGV"}, "signal", 139),
        ({"SERVICE_RESULT": "oom-kill", "EXIT_CODE": "killed", "EXIT_STATUS": "TERM"}, "signal", 143),
        ({"SERVICE_RESULT": "timeout", "EXIT_CODE": "killed", "EXIT_STATUS": "TERM"}, "timeout", 143),
        ({"SERVICE_RESULT": "watchdog", "EXIT_CODE": "dumped", "EXIT_STATUS": "ABRT"}, "timeout", 134),
        ({"SERVICE_RESULT": "resources"}, "not_started", 255),
        ({"MONITOR_SERVICE_RESULT": "exit-code", "MONITOR_EXIT_CODE": "exited", "MONITOR_EXIT_STATUS": "5", "MONITOR_UNIT": "x.service"}, "failure", 5),
    ):
        job = Job(DIRECTORY, "unit")
        before = job.runs().get(result, 0)
        done = call("report", "unit", "--systemd", env=environment(**variables))
        tally.expect("systemd", "%s is %s, %d" % (variables, result, code), done.returncode == 0 and job.runs()[result] == before + 1 and job.value("batch_job_last_exit_code") == code, (done, job.text()))
    skipped = call("report", "unit", "--systemd", env=environment(SERVICE_RESULT="exec-condition", EXIT_CODE="exited", EXIT_STATUS="1"))
    tally.expect("systemd", "exec-condition is skipped", skipped.returncode == 0 and job.runs()["skipped"] == 1)
    for rest, fragment in (
        ([], "give one of"),
        (["--exit-code", "0", "--systemd"], "give one of"),
        (["--exit-code", "256"], "invalid exit code"),
        (["--exit-code", "-1"], "invalid exit code"),
        (["--exit-code", "0", "--started", "yesterday"], "invalid time"),
        (["--exit-code", "0", "--started", "9999999999"], "in the future"),
        (["--exit-code", "0", "--duration", "0s"], "invalid duration"),
        (["--exit-code", "0", "--success-codes", "0,"], "invalid list"),
        (["--exit-code", "0", "--label", "name=x"], "have that label already"),
        (["--exit-code", "0", "--label", "instance=x"], "Prometheus gives that label"),
        (["--exit-code", "0", "--label", "__x=y"], "Prometheus' own"),
        (["--exit-code", "0", "--label", "a-b=y"], "write NAME=VALUE"),
        (["--exit-code", "0", "--label", "a=1", "--label", "a=2"], "given before"),
        (["--systemd"], "SERVICE_RESULT is not set"),
    ):
        done = call("report", "wrong", *rest)
        tally.expect("report", "wrong use %s" % rest, done.returncode == 64 and fragment in done.stderr.decode(), done)
    tally.expect("report", "wrong use publishes nothing", not os.path.exists(os.path.join(DIRECTORY, "wrong.prom")))
    done = call("report", "x", "--exit-code", "0", directory="/no/such")
    tally.expect("report", "no directory: 78", done.returncode == 78, done)


def declared(tally):
    job = Job(DIRECTORY, "declared")
    done = call("declare", "declared", "--every", "1d")
    tally.expect("declare", "the series are there before the first run", done.returncode == 0 and job.value("batch_job_last_success_timestamp_seconds") == 0 and job.value("batch_job_expected_interval_seconds") == 86400 and job.runs() == {}, job.text())
    tally.expect("declare", "no run is said to have failed", job.value("batch_job_last_run_successful") is None)
    call("run", "declared", "--", "true")
    before = job.text()
    call("declare", "declared", "--every", "2d")
    tally.expect("declare", "nothing else changes", job.text() == before.replace("} 86400", "} 172800"), job.text())
    for rest, fragment in (([], "'--every' is missing"), (["--every", "0s"], "it is zero"), (["--every", "often"], "invalid duration")):
        done = call("declare", "declared", *rest)
        tally.expect("declare", "wrong use %s" % rest, done.returncode == 64 and fragment in done.stderr.decode(), done)
    done = call("declare", "", "--every", "1h")
    tally.expect("declare", "no name", done.returncode == 64, done)


def together(tally):
    """Any jobs, with any names, in one directory: one HELP, no clash, all in the scrape, no lint."""
    directory = tempfile.mkdtemp(prefix="promfile-together-")
    names = ["backup", "a/b", "a%2Fb", "../x", ".hidden", "-rf", "promfile", 'quote " and \\ back', "line\nfeed", "ümläut", "a b", "x.prom.y", "{}", "$HOME"]
    try:
        with Exporter(directory) as exporter:
            for i, name in enumerate(names):
                done = subprocess.run([PROMFILE, "run", "-d", directory, "--label", "site=%d" % i, "--", name, "--", "/bin/sh", "-c", "exit %d" % i], stderr=subprocess.PIPE, check=False, env=environment())
                tally.expect("together", "%r ran" % name, done.returncode == i and done.stderr == b"", done)
            call("report", "never", "--exit-code", "0", directory=directory)
            call("declare", "declared", "--every", "1h", directory=directory)
            scrape = exporter.scrape()
            tally.expect("together", "no scrape error", scrape.scrape_error() == 0 and scrape.value("promhttp_metric_handler_errors_total", cause="gathering") in (0, None))
            for i, name in enumerate(names):
                seen = scrape.series.get(("batch_job_last_exit_code", (("name", name.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')), ("site", str(i)))))
                seen = seen or scrape.series.get(("batch_job_last_exit_code", (("name", name), ("site", str(i)))))
                tally.expect("together", "%r is in the scrape" % name, seen is not None and float(seen[0]) == i, sorted(k for k in scrape.series if k[0] == "batch_job_last_exit_code"))
            done = subprocess.run([PROMFILE, "check", directory], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, env=environment())
            tally.expect("together", "promfile check finds nothing", (done.returncode, done.stdout) == (0, b""), done.stdout)
            lint = subprocess.run(["promtool", "check", "metrics"], input=b"\n".join(line for line in scrape.body.split(b"\n") if b"batch_job_" in line) + b"\n", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            tally.expect("together", "promtool finds nothing", (lint.returncode, lint.stdout) == (0, b""), lint.stdout)
            files = {os.path.basename(path) for path in glob.glob(glob.escape(directory) + "/*.prom") + glob.glob(glob.escape(directory) + "/.*.prom")}
            tally.expect("together", "names map to files one to one", files == {escaped(name) + ".prom" for name in names + ["never", "declared"]}, files)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main():
    tally = Tally()
    try:
        for check in (fast_runs, overlap, killed, kill_anywhere, damage, full_disk, reports, declared, together):
            check(tally)
    finally:
        shutil.rmtree(DIRECTORY, ignore_errors=True)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
