#!/usr/bin/python3 -B
"""Who may write, who may read what was written, and what a writer is told who may not. With real other users.

After each failure the old file is as it was and nothing is left; after each success every reader reads.

Run by hand, as root: tests/permissions/permissions_test.py bazel-bin/tools/promfile
"""

import os
import pwd
import re
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from promfile import Promfile, Tally, content, listing  # noqa: E402

ALICE, BOB, READER = 31415, 27182, 65534
WRITERS, OTHERS = 4242, 2424  # groups
OLD = b"old 1\n"
NEW = b"new 1\n"
STILL = "promfile: the previous file is still in place, last changed just now\n"
NOT_CHANGED = "promfile: nothing was changed\n"
ATTRIBUTE = "operation not permitted: look for an immutable file (lsattr) or a sandbox\n"
NAMESPACE = "PROMFILE_TEST_HAS_NAMESPACE"


class User:
    """Somebody to be, for subprocess; root needs no change."""

    def __init__(self, uid, *groups):
        self.uid = uid
        self.options = {} if uid == 0 else {"user": uid, "group": groups[0] if groups else uid, "extra_groups": list(groups[1:])}


ROOT = User(0)
PLAIN_ALICE = User(ALICE)
PLAIN_BOB = User(BOB)


def can_read(path, user):
    done = subprocess.run(["/bin/cat", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False, **user.options)
    return done.stdout if done.returncode == 0 else None


class Place:
    """A textfile directory of its own, with an old file that only its owner can read."""

    def __init__(self, scratch, program, mode=0o755, owner=0, group=None, old=OLD):
        self.directory = tempfile.mkdtemp(dir=scratch)
        self.target = os.path.join(self.directory, "x.prom")
        os.chown(self.directory, owner, owner if group is None else group)
        if old is not None:
            with open(self.target, "wb") as file:
                file.write(old)
            os.chmod(self.target, 0o600)
            os.chown(self.target, owner, owner if group is None else group)
        os.chmod(self.directory, mode)
        self._promfile = Promfile(self.directory, program)

    def write(self, user, *options, umask=0o022, content=NEW, **more):  # pylint: disable=redefined-outer-name
        return self._promfile.write("x", content, *options, umask=umask, **user.options, **more)

    def run(self, user, *arguments, **more):
        return self._promfile.run(*arguments, **user.options, **more)

    def info(self):
        return os.stat(self.target)

    def left(self):
        return [name.decode() for name in listing(self.directory)]


def expect_published(tally, topic, what, place, done, readers, mode=0o644, text=NEW):
    tally.expect(topic, what + ": exits 0 and says nothing", (done.code, done.err) == (0, ""), done)
    now = place.info()
    tally.expect(topic, "%s: mode %04o" % (what, mode), now.st_mode & 0o7777 == mode, oct(now.st_mode))
    for reader in readers:
        tally.expect(topic, "%s: uid %d reads it" % (what, reader.uid), can_read(place.target, reader) == text)
    tally.expect(topic, what + ": nothing else is there", place.left() == ["x.prom"], place.left())


def expect_refused(tally, topic, what, place, done, code, message, old=OLD):
    wanted = message.format(d=place.directory, x=place.target)
    tally.expect(topic, "%s: exit %d and %r" % (what, code, message), (done.code, done.err) == (code, wanted), done)
    tally.expect(topic, what + ": the old file", content(place.target) == old, content(place.target))
    if old is not None:
        tally.expect(topic, what + ": with its mode", place.info().st_mode & 0o7777 == 0o600, oct(place.info().st_mode))
    left = ["x.prom"] if old is not None else []
    tally.expect(topic, what + ": nothing else is there", place.left() == left, place.left())


def readers():
    """Every other user: nobody, and the account that the exporter has."""
    found = [User(READER), PLAIN_BOB]
    try:
        account = pwd.getpwnam("prometheus")
        found.append(User(account.pw_uid, account.pw_gid))
    except KeyError:
        pass
    return found


def check_modes(tally, scratch, program):
    topic = "modes"
    member = User(BOB, BOB, WRITERS)
    for writer, owner in ((ROOT, 0), (PLAIN_ALICE, ALICE)):
        for umask in (0o000, 0o022, 0o077, 0o777):
            place = Place(scratch, program, owner=owner)
            what = "uid %d, umask %03o" % (writer.uid, umask)
            expect_published(tally, topic, what, place, place.write(writer, umask=umask), readers())
        for mode in (0o600, 0o640, 0o644, 0o664, 0o755):
            place = Place(scratch, program, owner=owner)
            done = place.write(writer, "--mode=%04o" % mode, umask=0o077)
            expect_published(tally, topic, "uid %d, --mode=%04o" % (writer.uid, mode), place, done, readers() if mode & 4 else [], mode=mode)
            if not mode & 4:
                tally.expect(topic, "--mode=%04o: others do not read it" % mode, can_read(place.target, User(READER)) is None)
        for mode in ("0666", "0646", "4755", "2755", "1644"):
            place = Place(scratch, program, owner=owner)
            done = place.write(writer, "--mode=" + mode)
            tally.expect(topic, "--mode=%s is refused as wrong use" % mode, done.code == 64 and "mode" in done.err and "promfile: " in done.err, done)
            tally.expect(topic, "--mode=%s: the old file" % mode, content(place.target) == OLD and place.left() == ["x.prom"])
    place = Place(scratch, program)
    done = place.write(ROOT, "--mode=0640", "--group=%d" % WRITERS)
    expect_published(tally, topic, "root, --mode=0640 --group", place, done, [member], mode=0o640)
    tally.expect(topic, "a member of no group does not read it", can_read(place.target, User(READER)) is None)
    for command in (["run", "-d", "{d}", "x", "--", "/bin/true"], ["report", "-d", "{d}", "x", "--exit-code", "1"], ["declare", "-d", "{d}", "x", "--every", "1h"]):
        place = Place(scratch, program, old=None)
        done = place.run(ROOT, *[word.format(d=place.directory) for word in command], umask=0o077)
        expect_published(tally, topic, command[0] + ", umask 077", place, done, readers(), text=content(place.target))


def check_groups(tally, scratch, program):
    topic = "--group"
    place = Place(scratch, program)
    expect_published(tally, topic, "root gives any", place, place.write(ROOT, "--group=%d" % WRITERS), readers())
    tally.expect(topic, "root gives any: it has it", place.info().st_gid == WRITERS, place.info())
    place = Place(scratch, program, owner=ALICE)
    expect_published(tally, topic, "a member gives his", place, place.write(User(ALICE, ALICE, WRITERS), "--group=%d" % WRITERS), readers())
    tally.expect(topic, "a member gives his: it has it", place.info().st_gid == WRITERS, place.info())
    place = Place(scratch, program, owner=ALICE)
    done = place.write(PLAIN_ALICE, "--group=%d" % WRITERS)
    expect_refused(tally, topic, "who is no member", place, done, 77, "promfile: cannot give '{x}' the group 4242: operation not permitted: run as root or as a member of it\n" + STILL)
    done = place.write(PLAIN_ALICE, "--group=no-such-group")
    tally.expect(topic, "no such group: wrong use", done.code == 64 and "no group is called 'no-such-group'" in done.err, done)


# (owner of the directory, its group, its mode, the writers one after the other)
SHARED = [
    (0, 0, 0o755, [ROOT]),
    (ALICE, ALICE, 0o755, [ROOT, PLAIN_ALICE, ROOT]),
    (ALICE, ALICE, 0o700, [PLAIN_ALICE, ROOT, PLAIN_ALICE]),
    (ALICE, WRITERS, 0o775, [User(BOB, BOB, WRITERS), ROOT]),
    (ALICE, WRITERS, 0o775, [User(ALICE, ALICE, WRITERS), User(BOB, WRITERS), ROOT, User(BOB, BOB, WRITERS)]),
    (ALICE, WRITERS, 0o2775, [ROOT, User(BOB, BOB, WRITERS), User(ALICE, ALICE, WRITERS)]),
    (0, WRITERS, 0o2775, [User(BOB, BOB, WRITERS), User(ALICE, ALICE, WRITERS), ROOT]),
    (0, 0, 0o777, [PLAIN_ALICE, PLAIN_BOB, ROOT, PLAIN_ALICE]),
    (ALICE, ALICE, 0o1777, [PLAIN_ALICE, ROOT, PLAIN_ALICE]),
]

MAY_NOT = "promfile: cannot create a file in '{d}': permission denied (owner %d, group %d, mode %s; you are uid 27182): run as root or give the directory a group that may write\n" + STILL

# (owner of the directory, its group, its mode, who may not write, the message)
CLOSED = [
    (0, 0, 0o755, PLAIN_BOB, MAY_NOT % (0, 0, "0755")),
    (ALICE, ALICE, 0o755, PLAIN_BOB, MAY_NOT % (ALICE, ALICE, "0755")),
    (ALICE, WRITERS, 0o775, User(BOB, BOB, OTHERS), MAY_NOT % (ALICE, WRITERS, "0775")),
    (BOB, BOB, 0o555, PLAIN_BOB, MAY_NOT % (BOB, BOB, "0555")),
    (ALICE, ALICE, 0o700, PLAIN_BOB, "promfile: cannot open the textfile directory '{d}', named by --directory: permission denied\n" + NOT_CHANGED),
    (BOB, BOB, 0o300, PLAIN_BOB, "promfile: cannot open the textfile directory '{d}', named by --directory: permission denied\n" + NOT_CHANGED),
]


def check_users(tally, scratch, program):
    topic = "other users"
    for owner, group, mode, users in SHARED:
        place = Place(scratch, program, mode=mode, owner=owner, group=group)
        where = "a directory of %d:%d, mode %04o" % (owner, group, mode)
        for number, user in enumerate(users):
            text = b"m %d\n" % number
            done = place.write(user, umask=0o077, content=text)
            expect_published(tally, topic, "%s, writer %d is uid %d" % (where, number, user.uid), place, done, readers() if mode & 5 == 5 else [], text=text)
            if mode & 0o2000:
                tally.expect(topic, where + ": the file has the directory's group", place.info().st_gid == group, place.info())
    for owner, group, mode, user, message in CLOSED:
        place = Place(scratch, program, mode=mode, owner=owner, group=group)
        expect_refused(tally, topic, "uid %d in a directory of %d:%d, mode %04o" % (user.uid, owner, group, mode), place, place.write(user), 77, message)
    # Nobody can make a lock file for the directory's owner alone besides its
    # group: one who is no member has to be told.
    place = Place(scratch, program, mode=0o775, owner=ALICE, group=WRITERS)
    place.write(User(BOB, BOB, WRITERS), "--mode=0600", content=OLD)
    expect_refused(tally, topic, "an owner outside of the group that may write", place, place.write(PLAIN_ALICE), 77,
                   "promfile: cannot lock '{d}/.promfile.lock': permission denied (owner 27182, group 4242, mode 0660; you are uid 31415): "
                   "remove it once nobody writes here; it is made again to fit the directory's mode\n" + STILL)
    bare = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    place = Place(scratch, program)
    expect_published(tally, topic, "root without capabilities, in his own directory", place, place.write(ROOT, prefix=bare), readers())
    place = Place(scratch, program, owner=ALICE)
    done = place.write(ROOT, prefix=bare)
    expect_refused(tally, topic, "root without capabilities, in another's directory", place, done, 77,
                   "promfile: cannot create a file in '{d}': permission denied (owner 31415, group 31415, mode 0755; you are uid 0): give the directory a group that may write\n" + STILL)


def check_parents(tally, scratch, program):
    topic = "unreadable parents"
    for mode in (0o700, 0o000):
        closed = tempfile.mkdtemp(dir=scratch)
        place = Place(closed, program, owner=ALICE)
        os.chmod(closed, mode)
        for command in (["write", "-d", ".", "x"], ["report", "-d", ".", "x", "--exit-code", "0"], ["run", "-d", ".", "x", "--", "/bin/true"]):
            done = place.run(PLAIN_ALICE, *command, stdin=NEW, cwd=place.directory)
            what = "%s -d . below a directory of mode %03o" % (command[0], mode)
            expect_published(tally, topic, what, place, done, [], text=None)
        done = place.write(PLAIN_ALICE)
        tally.expect(topic, "by its path: refused", (done.code, done.err) == (
            77, "promfile: cannot open the textfile directory '%s', named by --directory: permission denied\n%s" % (place.directory, NOT_CHANGED)), done)
        os.chmod(closed, 0o755)


def check_read_only(tally, scratch, program):
    topic = "read-only mounts"
    for what, locked in (("a file system", True), ("a file system without a lock file", False), ("a bind mount", True)):
        place = Place(scratch, program)
        if what != "a bind mount":
            subprocess.run(["mount", "-t", "tmpfs", "none", place.directory], check=True)
            with open(place.target, "wb") as file:
                file.write(OLD)
            os.chmod(place.target, 0o600)
        else:
            subprocess.run(["mount", "--bind", place.directory, place.directory], check=True)
        if locked:
            place.write(ROOT, content=OLD)
            os.chmod(place.target, 0o600)
        remount = "remount,ro,bind" if what == "a bind mount" else "remount,ro"
        subprocess.run(["mount", "-o", remount, place.directory], check=True)
        message = "cannot lock '{d}/.promfile.lock'" if locked else "cannot create a file in '{d}'"
        done = place.write(ROOT)
        expect_refused(tally, topic, what, place, done, 77, "promfile: " + message + ": read-only file system: mount it read-write\n" + STILL)
        done = place.run(ROOT, "run", "-d", place.directory, "x", "--", "/bin/sh", "-c", "echo I ran; exit 3")
        tally.expect(topic, what + ": a job runs all the same", (done.code, done.out) == (3, b"I ran\n") and "read-only file system" in done.err, done)
        subprocess.run(["umount", place.directory], check=True)


def attribute(sign, letter, path):
    done = subprocess.run(["chattr", sign + letter, path], capture_output=True, check=False)
    return done.returncode == 0


def check_immutable(tally, scratch, program):
    topic = "immutable"
    place = Place(scratch, program)
    if shutil.which("chattr") is None or not attribute("+", "i", place.target):
        tally.not_checked("immutable files: no chattr, or a file system without attributes")
        return
    done = place.write(ROOT)
    expect_refused(tally, topic, "the target", place, done, 77, "promfile: cannot replace '{x}': " + ATTRIBUTE + STILL)
    attribute("-", "i", place.target)
    expect_published(tally, topic, "the target, no more", place, place.write(ROOT), readers())

    for first in (True, False):
        place = Place(scratch, program)
        if not first:
            place.write(ROOT, content=OLD)
            os.chmod(place.target, 0o600)
        attribute("+", "i", place.directory)
        done = place.write(ROOT)
        expect_refused(tally, topic, "the directory", place, done, 77, "promfile: cannot create a file in '{d}': " + ATTRIBUTE + STILL)
        attribute("-", "i", place.directory)
        expect_published(tally, topic, "the directory, no more", place, place.write(ROOT), readers())

    # Names can be given there, but not taken away again: the one that was given
    # stays until that ends.
    place = Place(scratch, program)
    attribute("+", "a", place.directory)
    done = place.write(ROOT)
    tally.expect(topic, "an append-only directory: exit 77", (done.code, done.err) == (77, "promfile: cannot replace '%s': %s%s" % (place.target, ATTRIBUTE, STILL)), done)
    tally.expect(topic, "an append-only directory: the old file", content(place.target) == OLD)
    hidden = [name for name in place.left() if name != "x.prom"]
    tally.expect(topic, "an append-only directory: at most one hidden file", len(hidden) <= 1 and all(re.fullmatch(r"\.promfile-[0-9a-f]{32}\.tmp", name) for name in hidden), hidden)
    attribute("-", "a", place.directory)
    expect_published(tally, topic, "append-only no more", place, place.write(ROOT), readers())


def access_list(*entries):
    """A POSIX access control list as the kernel has it: (tag, permissions, number), sorted by tag."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


USER_OWNER, NAMED_USER, GROUP_OWNER, MASK, EVERYBODY, NO_NUMBER = 0x01, 0x02, 0x04, 0x10, 0x20, 0xFFFFFFFF


def check_access_lists(tally, scratch, program):
    topic = "access control lists"
    for what, entries in (
        ("nothing for others", [(USER_OWNER, 7, NO_NUMBER), (GROUP_OWNER, 0, NO_NUMBER), (EVERYBODY, 0, NO_NUMBER)]),
        ("somebody else may write", [(USER_OWNER, 7, NO_NUMBER), (NAMED_USER, 7, BOB), (GROUP_OWNER, 7, NO_NUMBER), (MASK, 7, NO_NUMBER), (EVERYBODY, 7, NO_NUMBER)]),
    ):
        place = Place(scratch, program)
        try:
            os.setxattr(place.directory, "system.posix_acl_default", access_list(*entries))
        except OSError as error:
            tally.not_checked("access control lists: %s" % error.strerror)
            return
        expect_published(tally, topic, "by default " + what, place, place.write(ROOT, umask=0o000), readers())
        done = subprocess.run(["/bin/sh", "-c", 'echo "evil 1" >> "$0"', place.target], stderr=subprocess.DEVNULL, check=False, **PLAIN_BOB.options)
        tally.expect(topic, "by default %s: nobody else writes the file" % what, done.returncode != 0 and content(place.target) == NEW)


def own_mounts():
    """Goes on in a mount namespace of its own, so that no mount outlives the test. False where there is none."""
    if os.environ.get(NAMESPACE):
        return os.environ[NAMESPACE] == "yes"
    unshare = ["unshare", "--mount", "--propagation", "private"]
    can = shutil.which("unshare") and subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0
    os.environ[NAMESPACE] = "yes" if can else "no"
    if can:
        os.execvp("unshare", [*unshare, sys.executable, "-B", *sys.argv])
    return False


def main():
    tally = Tally()
    if os.geteuid() != 0:
        tally.not_checked("anything: to be other users needs root")
        return 0
    has_mounts = own_mounts()
    with tempfile.TemporaryDirectory(prefix="promfile-permissions-") as scratch:
        os.chmod(scratch, 0o755)
        # Where another user can reach it: it may have been built in a home that is closed.
        program = shutil.copy(os.path.abspath(sys.argv[1]), scratch)
        for check in (check_modes, check_groups, check_users, check_parents, check_immutable, check_access_lists):
            check(tally, scratch, program)
        if has_mounts:
            check_read_only(tally, scratch, program)
        else:
            tally.not_checked("read-only mounts: no mount namespace can be had")
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
