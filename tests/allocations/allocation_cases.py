"""The commands whose allocations fail, and what has to hold whatever fails. Standard library only."""

import os
import re

LOCK = ".promfile.lock"
# What a command may leave beside its target, whatever happens.
HARMLESS = {LOCK, ".promfile-run-j.lock", "promfile.prom"}
# Exit codes of a command that could not do it: internal, cannot create, I/O error.
NO_MEMORY = {70, 73, 74}

OLD = b"# HELP m What was there before.\n# TYPE m gauge\nm 1\n"
NEW = b'# HELP m What is new, and too long for a short string.\n# TYPE m gauge\nm{device="first"} 2\nm{device="second"} 3\n'
OTHERS = {
    "a.prom": b"# HELP a A neighbour of the file.\n# TYPE a gauge\na 1\n",
    "b.prom": b'# HELP h A histogram.\n# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n',
}


class Case:
    """One command line. `code` is what it ends with if nothing fails."""

    target = None  # the file that may change

    def __init__(self, name, code, *arguments, stdin=b"", files=None, environment=None):
        self.name = name
        self.code = code
        self.arguments = arguments
        self.stdin = stdin
        self.files = OTHERS if files is None else files
        self.environment = environment or {}

    def problems(self, code, out, err, left, clean, new, runs):
        """What is wrong after a failed allocation. `clean` and `new`: how it ended without, and with which files."""
        found = []
        if code < 0:
            found.append("killed by signal %d" % -code)
        if "terminate" in err or "Assertion" in err:
            found.append("aborted")
        changed = [name for name, text in self.files.items() if name not in HARMLESS and left.get(name) not in (text, new.get(name))
                   and name != self.target]
        if changed:
            found.append("other files were changed: %s" % changed)
        return found + self.own_problems(code, out, err, left, clean, new, runs)

    def own_problems(self, code, out, err, left, clean, new, runs):
        raise NotImplementedError


class Reads(Case):
    """Changes nothing; what it prints is whole, or it says that it is not."""

    def own_problems(self, code, out, err, left, clean, new, runs):
        found = []
        if code not in {self.code, *NO_MEMORY}:
            found.append("a wrong exit code")
        if code != self.code and "memory" not in err:
            found.append("no word about memory")
        if code == self.code and out != clean[1]:
            found.append("less is printed, with the same exit code")
        if left != self.files:
            found.append("the directory is changed")
        return found


class Publishes(Case):
    """Replaces `target`, or not: the exit code tells."""

    def __init__(self, target, *arguments, **more):
        super().__init__(*arguments, **more)
        self.target = target

    def own_problems(self, code, out, err, left, clean, new, runs):
        found = []
        if code not in {self.code, *NO_MEMORY}:
            found.append("a wrong exit code")
        if code != self.code and "memory" not in err:
            found.append("no word about memory")
        # Of a command whose output should have been published, that one is named.
        named = self.target.split(".")[0] in err or "cannot run '" in err
        if code != 0 and code != self.code and not named:
            found.append("the message does not name the file")
        right = new[self.target] if code == 0 else self.files.get(self.target)
        if left.get(self.target) != right:
            found.append("the target is not %s" % ("new" if code == 0 else "old"))
        return found


class Runs(Case):
    """Runs a job: once, whatever fails; its exit code comes back."""

    strict = False
    target = "j.prom"

    def own_problems(self, code, out, err, left, clean, new, runs):
        found = []
        if runs != (0 if self.code in (75, 127) else 1):
            found.append("the job ran %d times" % runs)
        published = self._counted(left) == self._counted(new) and b'_running{name="j"} 0\n' in left.get("j.prom", b"")
        allowed = {self.code}
        if self.strict and not published:
            allowed = {125}
        elif self.strict:
            allowed.add(125)  # The end is published, but not that it began.
        if code not in allowed:
            found.append("a wrong exit code")
        if not published and "memory" not in err:
            found.append("not published, and no word about memory")
        # Between the two it may say that the job is running.
        begun = self._counted(self.files) or dict.fromkeys(self._counted(new), b"0")
        if self._counted(left) not in ({}, begun, self._counted(new)) or (not self._counted(left) and self.files):
            found.append("counted wrong: %s" % self._counted(left))
        return found

    def _counted(self, files):
        """The counters of the job's file, by result."""
        return dict(re.findall(rb'batch_job_runs_total\{name="j",result="(\w+)"\} (\d+)\n', files.get("j.prom", b"")))


class RunsStrictly(Runs):
    """With --strict: 0 only if all is published."""

    strict = True


def all_of(world):
    """The cases, for the directory of `world`; with PROMFILE_LONG=1 also those whose allocations are mostly among the others'."""
    is_long = bool(os.environ.get("PROMFILE_LONG"))
    at = ["-d", world.directory]
    old = {**OTHERS, "x.prom": OLD}
    text = world.path("text")
    with open(text, "wb") as file:
        file.write(NEW)

    def write(name, code, *arguments, stdin=NEW, files=old):
        return Publishes("x.prom", name, code, "write", *at, *arguments, stdin=stdin, files=files)

    yield write("write", 0, "x")
    yield write("write the first file", 0, "x", files={})
    if is_long:
        yield write("write FILE", 0, "x", text)
    yield write("write -- COMMAND", 0, "x", "--", "cat", text)
    yield write("write -- COMMAND that fails", 1, "x", "--", "false")
    yield write("write what is refused", 1, "x", stdin=b'm{device} 1\nm{x="' + b"y" * 5000 + b'"} 1\n')
    if is_long:
        yield write("write what clashes", 1, "x", stdin=b"a 2\n")
    yield write("write with a warning", 0, "--on-conflict=warn", "-v", "x", stdin=b"a 2\n")
    yield write("write --allow", 0, "--allow=m.*|n[0-9]+", "--deny=secret_.*", "x")
    yield write("write --strict", 0, "--strict", "x")
    yield write("write --normalize", 0, "--normalize", "x", stdin=NEW.replace(b"\n", b"\r\n"))
    yield write("write OpenMetrics", 0, "--normalize", "x", stdin=b"# TYPE c counter\n# HELP c Some.\nc_total 1\n# EOF\n")
    yield Reads("write --dry-run", 0, "write", *at, "--dry-run", "x", stdin=NEW, files=old)

    job = ["/bin/sh", "-c", "printf x >>%s; exit 3" % world.path("ran")]
    good = ["/bin/sh", "-c", "printf x >>%s; echo q 1; echo err >&2" % world.path("ran")]
    started = ["--started=2026-01-31T03:00:00Z", "--duration=5s", "j"]
    report = Publishes("j.prom", "report", 0, "report", *at, "--exit-code=1", "--every=1d", *started)
    world.reset(report.files)
    world.run(report)
    before = world.now()
    yield Publishes("j.prom", "report again", 0, "report", *at, "--exit-code=0", *started, files=before)
    if is_long:
        yield report
        yield Publishes("j.prom", "report --systemd", 0, "report", *at, "--systemd", *started, files={},
                        environment={"SERVICE_RESULT": "exit-code", "EXIT_CODE": "exited", "EXIT_STATUS": "2"})
    yield Publishes("j.prom", "declare", 0, "declare", *at, "--every=1d", "--label=team=storage-and-backup", "j", files={})
    if is_long:
        yield Runs("run", 3, "run", *at, "j", "--", *job, files={})
    yield Runs("run again, with all options", 0, "run", *at, "--lock", "--timeout=1m", "--metrics", "--quiet-on-success", "-v",
               "j", "--", *good, files=before)
    if is_long:
        yield Runs("run --quiet-on-success of a failure", 3, "run", *at, "--quiet-on-success", "j", "--", *job, files={})
    yield RunsStrictly("run --strict", 0, "run", *at, "--strict", "j", "--", *good, files={})
    if is_long:
        yield Runs("run what is not there", 127, "run", *at, "j", "--", "/nonexistent/program", files={})

    yield Reads("check DIR", 0, "check", world.directory, files=OTHERS)
    yield Reads("check --format=json", 1, "check", "--format=json", world.directory, files={**old, "y.prom": b"m 2\nm{ 1\nN 1\n"})
    yield Reads("check -", 3, "check", "-", stdin=b"N 1\n")
    yield Reads("preview DIR", 0, "preview", world.directory, files=old)
    if is_long:
        yield Reads("preview FILE", 0, "preview", text)
    yield Reads("rules", 0, "rules")
    yield Reads("--help", 0, "--help")
    if is_long:
        yield Reads("write --help", 0, "write", "--help")
        yield Reads("an unknown option", 64, "write", "--dry-rum", "x")
    yield Reads("an unknown command", 64, "wirte", "x")
    yield Reads("no directory", 78, "write", "-d", os.path.join(world.root, "nowhere"), "x", stdin=NEW)
