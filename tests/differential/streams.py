"""Cases and answers as oracle.go and predict.cc read and write them: see oracle.go. Standard library only."""

import struct
import subprocess
import threading


def _string(text):
    return struct.pack("<q", len(text)) + text


def pack(case):
    """The bytes of a case, [(path, content, modification time), ...], all bytes but the time."""
    parts = [struct.pack("<q", len(case))]
    for path, content, modified in case:
        parts += [_string(path), _string(content), struct.pack("<q", modified)]
    return b"".join(parts)


def ask(command, packed, strings):
    """What `command` answers to the packed cases: for each a tuple of so many strings."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        with process.stdin:
            for case in packed:
                process.stdin.write(case)

    feeder = threading.Thread(target=feed)
    feeder.start()
    output = process.stdout.read()
    feeder.join()
    if process.wait() != 0:
        raise RuntimeError("%s exited with %d" % (command[0], process.returncode))
    answers, at = [], 0
    while at < len(output):
        answer = []
        for _ in range(strings):
            (size,) = struct.unpack_from("<q", output, at)
            answer.append(output[at + 8 : at + 8 + size])
            at += 8 + size
        answers.append(tuple(answer))
    return answers


def families(text):
    """An exposition as {family name: its bytes}: a family begins with its HELP line."""
    found, name = {}, None
    for line in text.split(b"\n"):
        if line.startswith(b"# HELP "):
            name = line.split(b" ")[2]
        if line:
            found[name] = found.get(name, b"") + line + b"\n"
    return found
