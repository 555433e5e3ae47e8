#!/usr/bin/python3 -B
"""`promfile run` is as if it were not there: promises of running jobs, one table each. Standard library only.

Run by hand: tests/jobs_e2e/run_test.py bazel-bin/tools/promfile
"""

import os
import pty
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

from job_file import Job, Tally, binary, environment

DIRECTORY = tempfile.mkdtemp(prefix="promfile-run-")


def everybodys(program):
    """A copy of `program` that another user can reach: where it was built may be a home that is closed."""
    folder = tempfile.mkdtemp(prefix="promfile-run-bin-")
    os.chmod(folder, 0o755)
    return shutil.copy(program, folder)


PROMFILE = everybodys(binary())


def run_words(name, *command, options=()):
    return [PROMFILE, "run", "-d", DIRECTORY, *options, name, "--", *command]


def call(words, **more):
    more.setdefault("env", environment())
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False, **more)


def start(words, **more):
    more.setdefault("env", environment())
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def wait_until(what, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.01)
    return False


def exit_codes(tally):
    """All 256 codes come back; each is the last exit code and one count."""
    job = Job(DIRECTORY, "codes")
    for code in range(256):
        done = call(run_words("codes", "/bin/sh", "-c", "exit %d" % code, options=["--durability=none"]))
        tally.expect("exit codes", "exit %d comes back" % code, done.returncode == code and done.stderr == b"", done)
        tally.expect("exit codes", "exit %d is published" % code, job.value("batch_job_last_exit_code") == code, job.text())
    tally.expect("exit codes", "1 success and 255 failures", job.runs() == {"success": 1, "failure": 255}, job.runs())


def deaths(tally):
    """Death by signal N is 128 + N, except for those whose default is not to die."""
    for number in (1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 31):
        job = Job(DIRECTORY, "death%d" % number)
        done = call(run_words("death%d" % number, "/bin/sh", "-c", "ulimit -c 0; kill -%d $$" % number), restore_signals=True)
        tally.expect("deaths", "signal %d is %d" % (number, 128 + number), done.returncode == 128 + number, done)
        tally.expect("deaths", "signal %d is counted" % number, job.runs() == {"signal": 1} and job.value("batch_job_last_run_successful") == 0, job.text())


def not_started(tally):
    plain = os.path.join(DIRECTORY, "plain")
    with open(plain, "w", encoding="ascii") as file:
        file.write("echo a shell has run this\n")
    os.chmod(plain, 0o755)
    for command, code, text in (
        ("no-such-program", 127, "cannot run 'no-such-program': no such file or directory"),
        ("/no/such/program", 127, "no such file or directory"),
        ("/etc/passwd", 126, "permission denied"),
        ("/etc", 126, "permission denied"),
        ("", 127, "no such file or directory"),
        (plain, 126, "exec format error"),
    ):
        job = Job(DIRECTORY, "ns")
        before = job.runs().get("not_started", 0)
        done = call(run_words("ns", command))
        tally.expect("not started", "%r gives %d" % (command, code), done.returncode == code and text in done.stderr.decode().lower() and done.stdout == b"", done)
        tally.expect("not started", "%r is counted" % command, job.runs() == {"not_started": before + 1}, job.text())
    done = call([PROMFILE, "run", "-d", DIRECTORY, "x"])
    tally.expect("not started", "without a command: 64", done.returncode == 64 and b"no command" in done.stderr, done)


# What a job can see of its surroundings, each without any trace of its own number.
PROBES = {
    "signals": ["/bin/sh", "-c", "exec grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status"],
    "limits": ["/bin/cat", "/proc/self/limits"],
    "group, session, nice": ["/usr/bin/awk", '{sub(/.*[)] /, ""); print $3, $4, $5, $6, $16, $17}', "/proc/self/stat"],
    "umask and users": ["/bin/grep", "-E", "^(Umask|Uid|Gid|Groups|NoNewPrivs|Cap)", "/proc/self/status"],
    "environment": ["/usr/bin/env", "-0"],
    "descriptors": ["/bin/sh", "-c", "ls -l /proc/self/fd | sed -n 's/.* \\([0-9]* -> .*\\)/\\1/p' | grep -v /proc/"],
    "working directory": ["/bin/readlink", "/proc/self/cwd"],
    "arguments": ["/usr/bin/printf", "[%s]", "", "a b", "--", "-x", "$HOME", "*", "\udcff\n"],
    "priority and class": ["/bin/sh", "-c", "cat /proc/self/oom_score_adj; grep -E '^(policy|prio)' /proc/self/sched"],
}


def surroundings(tally):
    def odd():
        os.umask(0o027)
        os.nice(3)
        resource.setrlimit(resource.RLIMIT_NOFILE, (60, 80))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2, signal.SIGXFSZ, signal.SIGRTMIN])

    def closed():
        os.close(0)
        os.close(2)

    def plain():
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)

    inherited = os.open("/dev/zero", os.O_RDONLY)
    os.set_inheritable(inherited, True)
    for about, prepare in (("plain", plain), ("odd", odd), ("closed streams", closed)):
        for what, probe in PROBES.items():
            if about == "closed streams" and what != "descriptors":
                continue
            more = {"preexec_fn": prepare, "restore_signals": False, "pass_fds": [inherited], "cwd": "/usr", "start_new_session": False}
            with open(os.path.join(DIRECTORY, "input"), "wb+") as stdin:
                out = os.path.join(DIRECTORY, "output")
                seen = []
                for words in (probe, run_words("surroundings", *probe)):
                    with open(out, "wb+") as stdout:
                        code = subprocess.run(words, stdin=stdin, stdout=stdout, stderr=stdin, env={**environment(), "ODD": "=\n"}, timeout=60, check=False, **more).returncode
                    with open(out, "rb") as stdout:
                        seen.append((code, re.sub(rb"pipe:\[\d+\]", b"pipe", stdout.read())))
            tally.expect("surroundings", "%s, %s: as without promfile" % (about, what), seen[0] == seen[1] and seen[0][1] != b"", "%r\n     under promfile: %r" % tuple(seen))
    os.close(inherited)


def streams(tally):
    """Byte for byte, and the very same open file: not a pipe to promfile."""
    data = os.urandom(3 << 20)
    done = call(run_words("streams", "/bin/sh", "-c", "tee /dev/stderr"), input=data)
    tally.expect("streams", "3 MiB come through stdout and stderr unchanged", done.stdout == data and done.stderr == data, "%d %d" % (len(done.stdout), len(done.stderr)))
    done = call(run_words("streams", "/bin/sh", "-c", "readlink /proc/self/fd/1"))
    tally.expect("streams", "stdout is our pipe", b"pipe:" in done.stdout, done)
    path = os.path.join(DIRECTORY, "appended")
    with open(path, "wb") as file:
        file.write(b"head\n")
        file.flush()
        subprocess.run(run_words("streams", "echo", "tail"), stdout=file, check=True, timeout=20, env=environment())
    with open(path, "rb") as file:
        tally.expect("streams", "the job writes on at our offset", file.read() == b"head\ntail\n")
    master, slave = pty.openpty()
    subprocess.run(run_words("streams", "tty"), stdin=slave, stdout=slave, check=True, timeout=20, env=environment())
    tally.expect("streams", "a terminal stays one", b"/dev/pts/" in os.read(master, 200))
    os.close(master)
    os.close(slave)


def forwarded(tally):
    for name in ("TERM", "INT", "HUP", "QUIT", "USR1", "USR2"):
        number = getattr(signal, "SIG" + name)
        job = Job(DIRECTORY, "forward" + name)
        # The job outlives the signal for a while: the wrapper never leaves before it.
        process = start(run_words("forward" + name, "/bin/sh", "-c", "trap 'sleep 0.2; echo got; exit 7' %s; echo ready; while :; do sleep 0.05; done" % name))
        process.stdout.readline()
        tally.expect("signals", "while it runs, it is running", job.value("batch_job_running") == 1, job.text())
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        tally.expect("signals", "%s is passed on, and the job's own code comes back" % name, (process.returncode, out) == (7, b"got\n"), (process.returncode, out, err))
        tally.expect("signals", "%s: published" % name, job.value("batch_job_last_exit_code") == 7 and job.value("batch_job_running") == 0, job.text())


def stopped(tally):
    job = Job(DIRECTORY, "stopped")
    process = start(run_words("stopped", "/bin/sh", "-c", "echo $$; read -r line; exit 5"), stdin=subprocess.PIPE)
    number = int(process.stdout.readline())
    state = lambda pid: open("/proc/%d/stat" % pid, encoding="ascii").read().rpartition(") ")[2][0]
    os.kill(number, signal.SIGSTOP)
    tally.expect("stop", "the job is stopped", wait_until(lambda: state(number) == "T"))
    time.sleep(0.3)
    tally.expect("stop", "a stop is not an end", process.poll() is None and job.value("batch_job_running") == 1, job.text())
    os.kill(number, signal.SIGCONT)
    process.send_signal(signal.SIGSTOP)
    wait_until(lambda: state(process.pid) == "T")
    process.send_signal(signal.SIGCONT)
    time.sleep(0.1)
    tally.expect("stop", "nor for the wrapper", process.poll() is None)
    process.communicate(b"go\n", timeout=20)
    tally.expect("stop", "its code comes back", process.returncode == 5 and job.runs() == {"failure": 1}, job.text())


def background(tally):
    began = time.monotonic()
    with open(os.path.join(DIRECTORY, "bg"), "wb+") as out:
        for options in ([], ["--quiet-on-success"], ["--metrics"]):
            code = subprocess.run(run_words("bg", "/bin/sh", "-c", "sleep 4 & echo bg_metric 1; exit 0", options=options), stdout=out, timeout=20, check=False, env=environment()).returncode
            tally.expect("background", "a child left behind with our stdout is not waited for %s" % options, code == 0 and time.monotonic() - began < 3, time.monotonic() - began)


def timeouts(tally):
    job = Job(DIRECTORY, "late")
    done = call(run_words("late", "sleep", "30", options=["--timeout", "200ms"]))
    tally.expect("timeout", "124, and said so", done.returncode == 124 and b"did not end within 200ms" in done.stderr, done)
    tally.expect("timeout", "counted", job.runs() == {"timeout": 1} and job.value("batch_job_last_exit_code") == 124, job.text())
    done = call(run_words("late", "/bin/sh", "-c", 'trap "" TERM; while :; do sleep 0.05; done', options=["--timeout", "200ms", "--kill-after", "200ms"]))
    tally.expect("timeout", "137 where KILL was needed", done.returncode == 137 and b"was killed" in done.stderr, done)
    # A grandchild that does not hear TERM either.
    marker = os.path.join(DIRECTORY, "grandchild")
    script = '(trap "" TERM; echo $(exec sh -c \'echo $PPID\') >%s; while :; do sleep 0.05; done) & while :; do sleep 0.05; done' % marker
    call(run_words("late", "/bin/sh", "-c", script, options=["--timeout", "300ms", "--kill-after", "300ms"]))
    with open(marker, encoding="ascii") as file:
        number = int(file.read())
    gone = wait_until(lambda: not os.path.exists("/proc/%d" % number) or "Z" in open("/proc/%d/stat" % number, encoding="ascii").read().split(") ")[1][:1], 5)
    tally.expect("timeout", "KILL reaches the whole group", gone)
    done = call(run_words("quick", "true", options=["--timeout", "1h"]))
    tally.expect("timeout", "a quick job does not notice", done.returncode == 0)


def locks(tally):
    job = Job(DIRECTORY, "locked")
    first = start(run_words("locked", "/bin/sh", "-c", "echo ready; read -r line", options=["--lock"]), stdin=subprocess.PIPE)
    first.stdout.readline()
    done = call(run_words("locked", "echo", "ran", options=["--lock"]))
    tally.expect("lock", "skipped: 75", (done.returncode, done.stdout) == (75, b"") and b"is skipped" in done.stderr, done)
    tally.expect("lock", "a skip is a counted result, and the first one is running", job.runs() == {"skipped": 1} and job.value("batch_job_running") == 1, job.text())
    done = call(run_words("other", "true", options=["--lock"]))
    tally.expect("lock", "another job is another lock", done.returncode == 0, done)
    waiting = start(run_words("locked", "echo", "ran", options=["--lock-wait", "20s"]))
    time.sleep(0.2)
    first.communicate(b"\n", timeout=20)
    out, _ = waiting.communicate(timeout=20)
    tally.expect("lock", "waited for it", (waiting.returncode, out) == (0, b"ran\n"), out)
    holder = start(run_words("locked", "/bin/sh", "-c", "echo ready; exec sleep 1", options=["--lock"]))
    holder.stdout.readline()
    holder.kill()
    holder.wait()
    done = call(run_words("locked", "echo", "ran", options=["--lock"]))
    tally.expect("lock", "a killed wrapper's lock is gone", (done.returncode, done.stdout) == (0, b"ran\n"), done)
    tally.expect("lock", "and its run counted as interrupted", job.runs() == {"skipped": 1, "success": 3, "interrupted": 1}, job.runs())
    holder.stdout.close()
    holder.stderr.close()


def quiet(tally):
    both = "echo out; echo err >&2; echo out again; exit %d"
    done = call(run_words("quiet", "/bin/sh", "-c", both % 0, options=["--quiet-on-success"]))
    tally.expect("quiet", "success says nothing", (done.returncode, done.stdout, done.stderr) == (0, b"", b""), done)
    done = call(run_words("quiet", "/bin/sh", "-c", both % 3, options=["--quiet-on-success"]))
    tally.expect("quiet", "failure says everything, each on its stream", (done.returncode, done.stdout, done.stderr) == (3, b"out\nout again\n", b"err\n"), done)
    done = call(run_words("quiet", "/bin/sh", "-c", both % 2, options=["--quiet-on-success", "--success-codes", "0,2"]))
    tally.expect("quiet", "what counts as success is quiet, and its code comes back", (done.returncode, done.stdout) == (2, b""), done)
    size = 20 << 20
    script = "head -c %d /dev/zero | tr '\\0' x; read -r line; exit 1" % size
    process = start(run_words("quiet", "/bin/sh", "-c", script, options=["--quiet-on-success"]), stdin=subprocess.PIPE)
    spilled = lambda: open("/proc/%d/io" % process.pid, encoding="ascii").read().split("wchar: ")[1].split("\n")[0]
    wait_until(lambda: int(spilled()) > size - (1 << 20))
    with open("/proc/%d/status" % process.pid, encoding="ascii") as status:
        peak = int(status.read().split("VmHWM:")[1].split()[0])
    out, _ = process.communicate(b"\n", timeout=60)
    tally.expect("quiet", "20 MiB come out whole", process.returncode == 1 and out == b"x" * size, len(out))
    tally.expect("quiet", "in bounded memory: below 6 MiB", peak < 6 << 10, "%d KiB" % peak)
    process = start(run_words("quiet", "/bin/sh", "-c", "head -c 100000000 /dev/zero; exit 1", options=["--quiet-on-success"]))
    out, err = process.communicate(timeout=60)
    tally.expect("quiet", "a flood is cut, and that is said", process.returncode == 1 and 60 << 20 < len(out) < 65 << 20 and b"more bytes of output were not kept" in err, (len(out), err))


def metrics(tally):
    job = Job(DIRECTORY, "metrics")

    def publish(text, code=0, *options):
        return call(run_words("metrics", "/bin/sh", "-c", "cat; exit %d" % code, options=["--metrics", *options]), input=text)

    done = publish(b"# TYPE files gauge\nfiles 3\n")
    tally.expect("metrics", "published with the result", done.returncode == 0 and done.stdout == b"" and job.plain("files") == "3" and job.runs() == {"success": 1}, job.text())
    for about, text, reason in (
        ("syntax", b"files{ 4\n", "1:"),
        ("empty", b"", "there is no sample"),
        ("timestamp", b"files 4 1700000000000\n", "timestamp"),
        ("twice", b"files 4\nfiles 4\n", "files"),
        ("not UTF-8", b'files{a="\xff"} 4\n', "UTF-8"),
        ("no newline", b"files 4", "newline"),
        ("reserved", b"batch_job_running 1\n", "promfile's own"),
        ("Prometheus' own", b"up 1\n", "up"),
    ):
        before = job.failures("metrics")
        done = publish(text)
        err = done.stderr.decode()
        tally.expect("metrics", "%s: the job has not failed" % about, done.returncode == 0 and job.value("batch_job_last_run_successful") == 1, done)
        tally.expect("metrics", "%s: said so" % about, reason in err and "those of its last good run stay" in err, err)
        tally.expect("metrics", "%s: the last good ones stay" % about, job.plain("files") == "3", job.text())
        tally.expect("metrics", "%s: the failure is a metric" % about, job.failures("metrics") == before + 1, before)
        tally.expect("metrics", "%s: with --strict 125" % about, publish(text, 0, "--strict").returncode == 125)
        tally.expect("metrics", "%s: a failed job's own code, with --strict too" % about, publish(text, 9, "--strict").returncode == 9)
    done = publish(b"files 5\n", 4)
    tally.expect("metrics", "a failed job prints half its metrics: the good ones stay", done.returncode == 4 and job.plain("files") == "3", job.text())
    other = os.path.join(DIRECTORY, "other_files.prom")
    with open(other, "w", encoding="ascii") as file:
        file.write("# TYPE others counter\nothers 1\n")
    before = job.failures("refused")
    done = publish(b"# TYPE others gauge\nothers 1\n")
    tally.expect("metrics", "a clash with another file: the result is published, the metrics are not", done.returncode == 0 and job.plain("files") == "3" and job.plain("others") is None and job.failures("refused") == before + 1 and b"others" in done.stderr, done)
    os.unlink(other)
    done = publish(b"files 6\n")
    tally.expect("metrics", "and good ones again", done.returncode == 0 and job.plain("files") == "6" and done.stderr == b"", job.text())
    lint = subprocess.run(["promtool", "check", "metrics"], input=job.text().encode().split(b"files 6")[0], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    tally.expect("metrics", "promtool finds nothing", (lint.returncode, lint.stdout) == (0, b""), lint.stdout)


def whatever_is_wrong(tally):
    """The job runs, once, and its code comes back; a line on stderr says what is wrong."""
    read_only = os.path.join(DIRECTORY, "ro")
    os.mkdir(read_only, 0o555)
    unsafe = os.path.join(DIRECTORY, "unsafe")
    os.mkdir(unsafe)
    os.symlink("/etc/passwd", os.path.join(unsafe, "job.prom"))
    fifo = os.path.join(DIRECTORY, "fifo")
    os.mkdir(fifo)
    os.mkfifo(os.path.join(fifo, "job.prom"))
    broken_lock = os.path.join(DIRECTORY, "broken_lock")
    os.mkdir(broken_lock)
    os.mkdir(os.path.join(broken_lock, ".promfile.lock"))
    as_nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    os.chmod(DIRECTORY, 0o755)
    counter = os.path.join(DIRECTORY, "count")
    for about, directory, name, prefix, fragment in (
        ("no directory", "/no/such", "job", [], "cannot open the textfile directory '/no/such'"),
        ("a file", "/etc/passwd", "job", [], "not a directory"),
        ("read-only", read_only, "job", as_nobody, "permission denied"),
        ("a link", unsafe, "job", [], "it is a symbolic link"),
        ("a FIFO", fifo, "job", [], "it is a FIFO"),
        ("the lock", broken_lock, "job", [], "lock"),
        ("empty name", DIRECTORY, "", [], "the name of the job is empty"),
        ("long name", DIRECTORY, "x" * 300, [], "too long"),
        ("not UTF-8", DIRECTORY, b"\xff", [], "not UTF-8"),
    ):
        for strict in (False, True):
            for code in (0, 6):
                with open(counter, "w", encoding="ascii"):
                    os.chmod(counter, 0o666)
                words = [*prefix, PROMFILE, "run", *(["--strict"] if strict else []), "-d", directory, name, "--", "/bin/sh", "-c", "echo ran >>%s; exit %d" % (counter, code)]
                done = call(words)
                with open(counter, encoding="ascii") as file:
                    ran = file.read()
                wanted = 125 if strict and code == 0 else code
                tally.expect("whatever is wrong", "%s, exit %d%s: %d, and it ran once" % (about, code, ", --strict" if strict else "", wanted), done.returncode == wanted and ran == "ran\n" and fragment in done.stderr.decode(), (done, ran))
    tally.expect("whatever is wrong", "what the link led to is as it was", stat.S_ISREG(os.stat("/etc/passwd").st_mode))
    os.symlink("/no/such", os.path.join(DIRECTORY, "gone"))
    done = call(run_words("lk", "echo", "ran", options=["--lock"])[0:2] + ["-d", read_only, "--lock", "lk", "--", "echo", "ran"], preexec_fn=lambda: os.setgroups([]) or os.setgid(65534) or os.setuid(65534))
    tally.expect("whatever is wrong", "without a lock it runs all the same, and says so", (done.returncode, done.stdout) == (0, b"ran\n") and b"it runs without" in done.stderr, done)

    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))  # echo needs one for the C library

    done = call(run_words("few", "echo", "ran"), preexec_fn=few)
    tally.expect("whatever is wrong", "no descriptor left: it runs", (done.returncode, done.stdout) == (0, b"ran\n") and done.stderr != b"", done)
    done = call(run_words("few", "echo", "ran", options=["--quiet-on-success"]), preexec_fn=few)
    tally.expect("whatever is wrong", "nor for a pipe: it runs, and is not quiet", (done.returncode, done.stdout) == (0, b"ran\n") and b"is not held back" in done.stderr, done)
    done = call(run_words("none", "echo", "ran"), env={})
    tally.expect("whatever is wrong", "an empty environment", (done.returncode, done.stdout) == (0, b"ran\n"), done)
    gone = os.path.join(DIRECTORY, "gone_cwd")
    os.mkdir(gone)
    done = call(run_words("none", "echo", "ran"), cwd=gone, preexec_fn=lambda: os.rmdir(gone))
    tally.expect("whatever is wrong", "a removed working directory", (done.returncode, done.stdout, done.stderr) == (0, b"ran\n", b""), done)


def main():
    tally = Tally()
    try:
        for check in (exit_codes, deaths, not_started, surroundings, streams, forwarded, stopped, background, timeouts, locks, quiet, metrics, whatever_is_wrong):
            check(tally)
    finally:
        shutil.rmtree(DIRECTORY, ignore_errors=True)
        shutil.rmtree(os.path.dirname(PROMFILE), ignore_errors=True)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
