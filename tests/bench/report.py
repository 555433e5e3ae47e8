#!/usr/bin/python3 -B
"""Makes Markdown of what was measured. Standard library only."""

import datetime
import os
import platform
import re
import subprocess


def table(head, rows):
    lines = ["| %s |" % " | ".join(head), "|%s|" % "|".join("---" for _ in head)]
    return "\n".join(lines + ["| %s |" % " | ".join(row) for row in rows])


def machine(folder):
    """Date and machine, in a sentence; figures of a machine with much else to do mean little."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    kind = subprocess.run(["systemd-detect-virt", "--vm"], stdout=subprocess.PIPE, encoding="utf-8", check=False).stdout.strip()
    disk = subprocess.run(["stat", "-f", "-c", "%T", folder], stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.strip()
    return "Measured on %s: %s, %d cores%s, load average %.1f, Linux %s, temporary files on %s." % (
        datetime.date.today().isoformat(),
        model.group(1).strip() if model else platform.machine(),
        os.cpu_count(),
        "" if kind in ("", "none") else " of a virtual machine (%s)" % kind,
        os.getloadavg()[0],
        platform.release(),
        disk,
    )


def summary(bars):
    """The bars, as the README has them."""
    rows = [(str(bar.number), bar.what, bar.required, bar.text(), "yes" if bar.cleared() else "**no**") for bar in bars]
    cleared = sum(bar.cleared() for bar in bars)
    return table(("#", "what", "required", "measured", "cleared"), rows) + "\n\n%d of %d bars cleared." % (cleared, len(bars))


def throughput(title, groups):
    """{corpus: {program: Times}}: megabytes a second, of the median round."""
    rows = []
    for corpus, programs in groups.items():
        for program, times in sorted(programs.items(), key=lambda item: item[1].median() / item[1].said["bytes"]):
            speed = times.said["bytes"] / times.median() / 1e6
            rows.append((corpus, program, "%.*f" % (0 if speed >= 100 else 1, speed), "%.0f %%" % (100 * times.spread())))
    return "### %s\n\n%s\n" % (title, table(("corpus", "program", "MB/s", "spread"), rows))


def durations(title, groups):
    """{work: {program: Times}}: of the median round."""
    rows = []
    for work, programs in groups.items():
        for program, times in sorted(programs.items(), key=lambda item: item[1].median()):
            rows.append((work, program, "%.3f" % (times.median() * 1e3), "%.0f %%" % (100 * times.spread())))
    return "### %s\n\n%s\n" % (title, table(("", "program", "ms", "spread"), rows))


def put(path, name, text):
    """Replaces what stands between the markers NAME of a Markdown file."""
    begin, end = "<!-- %s: begin -->\n" % name, "<!-- %s: end -->" % name
    with open(path, encoding="utf-8") as file:
        old = file.read()
    before, _, rest = old.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit("%s: no markers '%s'" % (path, name))
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + begin + text.rstrip("\n") + "\n" + end + after)
