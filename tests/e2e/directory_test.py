#!/usr/bin/python3 -B
"""Where promfile writes, and where it must not: which directory, whose, what stands at the target, which mode.

Run by hand: tests/e2e/directory_test.py bazel-bin/tools/promfile
"""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import sys
import tempfile

from exporter import EXPORTER, Exporter
from promfile import Promfile, Tally, content, listing

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
VARIABLES = ["PROMFILE_DIRECTORY", "TEXTFILE_COLLECTOR_DIR", "COLLECTOR_TEXTFILE_PATH"]
# Name spaces of its own: no other process, an empty /var/lib, no defaults file.
BARE = "mount -t tmpfs none /var/lib && mount --bind %s /etc/default/prometheus-node-exporter && "


def bare_shell(script, defaults="/dev/null"):
    """The command that runs `script` on a machine that seems to have no node_exporter; None if that cannot be had."""
    inner = ["--mount", "--pid", "--fork", "--mount-proc", "sh", "-c"]
    for unshare in (["unshare"], ["unshare", "--map-root-user"]):
        probe = subprocess.run([*unshare, *inner, BARE % "/dev/null" + "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            return [*unshare, *inner, BARE % defaults + script]
    return None


def check_resolution(tally, promfile, scratch):
    topic = "which directory"
    names = ["option", *VARIABLES]
    folders = [os.path.join(scratch, name) for name in names]
    for folder in folders:
        os.mkdir(folder)
    # Each source of a name wins over all that stand behind it.
    for first in range(len(names)):
        env = {name: folder for name, folder in zip(VARIABLES, folders[1:]) if names.index(name) >= first}
        option = ["-d", folders[0]] if first == 0 else []
        done = promfile.run("write", *option, "x", stdin=b"m 1\n", env=env)
        tally.expect_code(topic, names[first], done, 0)
        seen = [name for name, folder in zip(names, folders) if listing(folder)]
        tally.expect(topic, names[first] + " decides", seen == [names[first]], seen)
        for folder in folders:
            for entry in os.listdir(folder):
                os.unlink(os.path.join(folder, entry))
    gone = os.path.join(scratch, "gone")
    done = promfile.run("write", "-d", gone, "x", stdin=b"m 1\n")
    tally.expect_code(topic, "--directory that does not exist", done, 78, gone)
    done = promfile.run("write", "x", stdin=b"m 1\n", env={"PROMFILE_DIRECTORY": gone})
    tally.expect_code(topic, "PROMFILE_DIRECTORY that does not exist", done, 78, gone)
    tally.expect(topic, "a directory is never created", not os.path.exists(gone))
    done = promfile.run("write", "-d", promfile.path, "x", stdin=b"m 1\n")
    tally.expect(topic, "--directory that is a file", done.code in (77, 78), done)

    defaults = os.path.join(scratch, "defaults")
    with open(defaults, "w", encoding="utf-8") as file:
        file.write('# comment\nARGS="--web.listen-address=:1 --collector.textfile.directory=%s"\n' % folders[1])
    write = "printf 'm 1\\n' | env -i %s write x" % promfile.path
    none = bare_shell(write)
    if none is None:
        tally.not_checked("a machine without node_exporter: no name spaces here")
        return
    done = subprocess.run(none, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    tried = ["--directory", *VARIABLES, "node_exporter", "/etc/default/prometheus-node-exporter",
             "/var/lib/prometheus/node-exporter", "/var/lib/node_exporter/textfile_collector", "/var/lib/node_exporter"]
    missing = [text for text in tried if text not in done.stderr]
    tally.expect(topic, "none: exit 78", done.returncode == 78, done)
    tally.expect(topic, "none: the list that was tried", not missing, "not named: %s\n%s" % (missing, done.stderr))

    def arrives_in(what, folder, script, use_defaults="/dev/null"):
        done = subprocess.run(bare_shell(script, use_defaults), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        path = os.path.join(folder, "x.prom")
        tally.expect(topic, what, done.returncode == 0 and content(path) == b"m 1\n", done)
        if os.path.exists(path):
            os.unlink(path)

    arrives_in("ARGS of the defaults file", folders[1], write, defaults)
    running = "%s --web.listen-address=127.0.0.1:0 --collector.textfile.directory=%s 2>/dev/null & sleep 0.3; " % (EXPORTER, folders[2])
    arrives_in("a running node_exporter wins over the defaults file", folders[2], running + write + "; r=$?; kill $!; exit $r", defaults)
    for folder in tried[-3:]:
        script = "mkdir -p %s && %s && cp %s/x.prom %s/x.prom" % (folder, write, folder, folders[3])
        arrives_in(folder, folders[3], script)


def check_permission(tally, scratch, promfile):
    topic = "not writable"
    folder = os.path.join(scratch, "owned")
    os.mkdir(folder)
    with open(os.path.join(folder, "x.prom"), "wb") as file:
        file.write(b"old 1\n")
    root = os.geteuid() == 0
    os.chmod(folder, 0o755 if root else 0o555)
    prefix = NOBODY if root else []
    account = pwd.getpwuid(os.geteuid())
    done = Promfile(folder, promfile.path).write("x", b"m 1\n", prefix=prefix)
    tally.expect_code(topic, "somebody else's directory", done, 77, folder, "0755" if root else "0555",
                      "the previous file is still in place")
    named = "owner %d," % account.pw_uid in done.err or "owner %s," % account.pw_name in done.err
    tally.expect(topic, "the owner is named", named, done.err)
    tally.expect(topic, "the remedy names a command or a group", any(word in done.err for word in ("chown", "chmod", "chgrp", "sudo", "group")), done.err)
    tally.expect(topic, "the old bytes", content(os.path.join(folder, "x.prom")) == b"old 1\n")
    tally.expect(topic, "no litter", listing(folder) == [b"x.prom"], listing(folder))
    if not root:
        os.chmod(folder, 0o755)
        tally.not_checked("a sticky directory shared with root: needs root")
        return
    os.chmod(folder, 0o1777)
    done = Promfile(folder, promfile.path).write("x", b"m 1\n", prefix=NOBODY)
    tally.expect_code(topic, "root's file in a sticky directory", done, 77, "x.prom", "the previous file is still in place")
    tally.expect(topic, "root's bytes", content(os.path.join(folder, "x.prom")) == b"old 1\n")
    tally.expect(topic, "no litter in the sticky directory", listing(folder) == [b"x.prom"], listing(folder))
    done = Promfile(folder, promfile.path).write("y", b"m 1\n", prefix=NOBODY)
    tally.expect_code(topic, "a file of one's own in a sticky directory", done, 0)
    tally.expect(topic, "belongs to the writer", os.stat(os.path.join(folder, "y.prom")).st_uid == 65534)
    os.chmod(folder, 0o700)
    done = Promfile(folder, promfile.path).write("x", b"m 1\n", prefix=NOBODY)
    tally.expect_code(topic, "a directory that cannot be entered", done, 77, folder)


def check_targets(tally, exporter, promfile, scratch):
    topic = "targets"
    outside = os.path.join(scratch, "outside")
    with open(outside, "wb") as file:
        file.write(b"untouched\n")

    def refused(what, make, same):
        exporter.clear()
        path = exporter.path("x.prom")
        make(path)
        before = os.lstat(path)
        done = promfile.write("x", b"m 1\n", timeout=5)
        tally.expect_code(topic, what + " is refused", done, 77, "x.prom")
        after = os.lstat(path)
        tally.expect(topic, what + " is untouched", (before.st_ino, before.st_mode) == (after.st_ino, after.st_mode) and same(path))
        tally.expect(topic, what + ": what it points to", content(outside) == b"untouched\n")
        tally.expect(topic, what + ": no litter", listing(exporter.directory) == [b"x.prom"], listing(exporter.directory))

    def bind(path):
        with socket.socket(socket.AF_UNIX) as server:
            here = os.getcwd()
            os.chdir(os.path.dirname(path))  # A socket's path must be short.
            try:
                server.bind(os.path.basename(path))
            finally:
                os.chdir(here)

    refused("a link", lambda path: os.symlink(outside, path), lambda path: os.readlink(path) == outside)
    refused("a dangling link", lambda path: os.symlink("nowhere", path), lambda path: os.readlink(path) == "nowhere")
    refused("a link to itself", lambda path: os.symlink("x.prom", path), lambda path: os.readlink(path) == "x.prom")
    refused("a FIFO", os.mkfifo, lambda path: stat.S_ISFIFO(os.lstat(path).st_mode))
    refused("a directory", os.mkdir, os.path.isdir)
    refused("a socket", bind, lambda path: stat.S_ISSOCK(os.lstat(path).st_mode))
    if os.geteuid() == 0:
        refused("a device", lambda path: os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3)), lambda path: True)

    exporter.clear()
    os.mkfifo(exporter.path("other.prom"))
    done = promfile.write("x", b"m 1\n", timeout=5)
    tally.expect(topic, "another FIFO in the directory does not block a writer", done.code == 0, done)
    exporter.clear()
    os.link(outside, exporter.path("x.prom"))
    tally.expect_code(topic, "a hard link", promfile.write("x", b"m 1\n"), 0)
    tally.expect(topic, "a hard link is broken, not written through", content(outside) == b"untouched\n")
    tally.expect(topic, "and the series arrives", exporter.scrape().value("m") == 1)


def check_modes(tally, exporter, promfile):
    topic = "modes"
    path = exporter.path("x.prom")

    def mode_is(what, expected, *options, umask=0o022):
        done = promfile.write("x", b"m 1\n", *options, preexec_fn=lambda: os.umask(umask))
        tally.expect_code(topic, what, done, 0)
        tally.expect(topic, "%s: mode %04o" % (what, expected), stat.S_IMODE(os.stat(path).st_mode) == expected, oct(os.stat(path).st_mode))

    exporter.clear()
    for umask in (0o022, 0o077, 0o777, 0o000):
        mode_is("umask %03o" % umask, 0o644, umask=umask)
    os.chmod(path, 0o600)
    mode_is("an old 0600 target", 0o644)
    mode_is("--mode=0640", 0o640, "--mode=0640", umask=0o077)
    for durability in ("full", "atomic", "none"):
        mode_is("--durability=" + durability, 0o644, "--durability=" + durability)
    if os.geteuid() == 0:
        mode_is("--group", 0o640, "--mode=0640", "--group=nogroup")
        tally.expect(topic, "--group: its number", os.stat(path).st_gid == 65534, os.stat(path).st_gid)


def main():
    tally = Tally()
    scratch = tempfile.mkdtemp(prefix="promfile-e2e-")
    try:
        with Exporter() as exporter:
            os.chmod(scratch, 0o755)
            # Somewhere that other users can execute it.
            path = os.path.join(scratch, "promfile")
            promfile = Promfile(exporter.directory)
            shutil.copy(promfile.path, path)
            promfile.path = path
            check_resolution(tally, promfile, scratch)
            check_permission(tally, scratch, promfile)
            check_targets(tally, exporter, promfile, scratch)
            check_modes(tally, exporter, promfile)
            tally.expect("exporter", "is up", exporter.alive() and exporter.scrape().scrape_error() == 0)
    finally:
        shutil.rmtree(scratch)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
