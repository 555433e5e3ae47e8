"""The walls of the house: what a room of lib, and tools, may know.

violations() judges a tree of files, so that a test can plant a violation.
docs/ARCHITECTURE.md tells why the walls stand where they stand.
"""

import ast
import fnmatch
import re

import source_text

# Room -> the rooms it may read. Arrows only point down.
_PURE = {
    "exposition": [],
    "text": ["exposition"],
    "check": ["exposition", "text"],
    "job": ["exposition"],
    "merge": ["exposition"],
    "extract": ["exposition"],
}
_READING = ["system", *_PURE]
ROOMS = {
    **_PURE,
    "system": [],
    "directory": _READING,
    "store": ["directory", *_READING],
}

# External repository -> the rooms that may use it; None: every one.
_EXTERNALS = {
    "abseil": None,
    "re2": ["check", "extract"],
    "yaml_cpp": ["extract"],
}

# main builds the real edges, and the real clock is one call of Abseil.
_REAL_EDGES = "tools/main.cc"
_CLOCK = {"absl/time/clock.h", "absl::Now"}

# What touches the world. Only the room system does.
_EDGE_HEADERS = re.compile(
    r"(?:fcntl|unistd|dirent|poll|signal|spawn|pwd|grp|syslog|termios|time|dlfcn|"
    r"netdb|pthread|stdio_ext|glob|ftw|wordexp)\.h$"
    # What the processor can do is no part of the world, nor are pages of memory:
    # sys/platform/x86.h, sys/mman.h.
    r"|(?:sys(?!/platform/|/mman\.h$)|linux|net|netinet|arpa|asm)/"
    r"|(?:csignal|chrono|ctime|fstream|filesystem|iostream|syncstream)$"
    r"|absl/(?:time/clock|flags/.*)\.h$")
_EDGE_CALLS = re.compile(
    r"(?<![\w.>])(?:(?:std)?::)?"
    r"(absl::Now|absl::SleepFor|(?:secure_)?getenv|setenv|putenv|unsetenv|"
    r"clock_gettime|gettimeofday|time(?=\s*\(\s*(?:nullptr|NULL|0|&))|"
    r"f(?:re|d)?open|opendir|mkstemp|popen|system|fork|exec[lv]p?e?)\s*\(")
# What prints or ends the process. Of lib, only system may.
_OUTPUT = re.compile(
    r"(?<![\w.>])(?:(?:std)?::)?"
    r"(cout|cerr|clog|stdout|stderr|(?:v?f?printf|absl::F?PrintF|f?puts|f?putc|"
    r"putchar|fwrite|perror|_?exit|quick_exit|_Exit)(?=\s*\())\b")
# A test that needs one of these needs the disk.
_DISK = re.compile(r"(?:fcntl|unistd|dirent)\.h$|sys/stat\.h$|fstream$|filesystem$"
                   r"|/posix_[a-z_]*\.h$")

_NO_IDEA = {"util", "utils", "helper", "helpers", "common", "misc"}


def _room(path):
    """'text' for lib/text/x.h, 'tools' for tools/..., else None."""
    parts = path.split("/")
    if parts[0] == "lib" and len(parts) > 2:
        return parts[1]
    return "tools" if parts[0] == "tools" else None


def _names(tree):
    for path in tree:
        stems = re.split(r"[/_.-]", path)
        if path.startswith("tests/data/") or path.startswith("tests/fuzz/corpus/"):
            continue
        for word in _NO_IDEA.intersection(stems):
            yield f"{path}: a name with '{word}' is an idea that has not been found yet"
        if path == "tools/bazel":
            yield f"{path}: Bazel's wrapper would run this file in Bazel's place"


def _arrow(reader, room):
    """Why `reader` may not read `room`, or None."""
    if reader == "tools" or room == reader:
        return None
    if room not in ROOMS:
        return f"'{room}' is no room of the house"
    if room not in ROOMS[reader]:
        return f"{reader} must not read {room}"
    return None


def _include(path, room, header):
    """Why a file of `room` may not include `header`, or None."""
    top, _, rest = header.partition("/")
    if top in ("promfile", "lib"):
        target, _, below = rest.partition("/")
        if not below:
            return None if room == "tools" else "a room must not read the umbrella header"
        if top == "lib" and target != room:
            return f"{header} is private to {target}"
        return _arrow(room, target)
    if top == "tests":
        return "only tests may read tests"
    if top == "tools":
        return None if room == "tools" else f"{room} must not read tools"
    if top in ("gtest", "gmock", "benchmark"):
        return f"{header} belongs in tests"
    if top == "re2" and not (room == "extract" or path.startswith("lib/check/name_pattern")):
        return "RE2 is for check/name_pattern and extract"
    if top == "yaml-cpp" and room != "extract":
        return "yaml-cpp is for extract"
    if path == _REAL_EDGES and header in _CLOCK:
        return None
    if room != "system" and _EDGE_HEADERS.match(header):
        return f"<{header}> is for system"
    return None


def _source(path, text):
    room = _room(path)
    for line, header in source_text.includes(text):
        why = _include(path, room, header)
        if why:
            yield f"{path}:{line}: {why}"
    if room == "system":
        return
    code = source_text.without_comments_and_literals(text)
    for match in _EDGE_CALLS.finditer(code):
        line = source_text.line_of(code, match.start(1))
        if path != _REAL_EDGES or match.group(1) not in _CLOCK:
            yield f"{path}:{line}: {match.group(1)} is for system"
    if room == "tools":
        return
    for match in _OUTPUT.finditer(code):
        line = source_text.line_of(code, match.start(1))
        yield f"{path}:{line}: {match.group(1)} is for system and tools"


def _globals(path, text):
    for line, declaration in source_text.mutable_globals(text):
        yield f"{path}:{line}: lib has no global: {declaration}"


def _strings(node):
    return [n.value for n in ast.walk(node)
            if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def _targets(text):
    """Yields (line, rule, {attribute: strings}) for each rule of a BUILD file.

    BUILD files are Python to look at, whatever they mean.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id, {
                k.arg: _strings(k.value) for k in node.keywords if k.arg}


def _label(room, label):
    """Why a target of `room` may not depend on `label`, or None."""
    repository = re.match(r"@([A-Za-z0-9_]+)", label)
    if repository:
        name = repository.group(1)
        if name not in _EXTERNALS:
            return f"@{name} is not for {room}"
        readers = _EXTERNALS[name]
        return None if readers is None or room in readers else f"@{name} is not for {room}"
    package = label[2:].split(":")[0] if label.startswith("//") else ""
    top, _, target = package.partition("/")
    if top == "lib" and target:
        return _arrow(room, target.split("/")[0])
    if top == "lib":
        return None if room == "tools" else "a room must not read the umbrella"
    if top == "tests" or (top == "tools" and room != "tools"):
        return f"{room} must not read {top}"
    return None


def _readers(room, labels):
    for label in labels:
        if label == "//visibility:public" and room in ROOMS:
            yield "name the readers, not //visibility:public"
        match = re.match(r"//lib/([a-z]+)(?=[:/])", label)
        if match and match.group(1) in ROOMS and _arrow(match.group(1), room):
            yield _arrow(match.group(1), room)


def _build_file(path, text):
    room = _room(path)
    libraries = []
    for line, rule, attributes in _targets(text):
        if rule == "cc_library":
            libraries += attributes.get("name", [])
        reasons = [_label(room, label) for label in attributes.get("deps", [])]
        reasons += _readers(room, attributes.get("visibility", []))
        reasons += _readers(room, attributes.get("default_visibility", []))
        for why in filter(None, reasons):
            yield f"{path}:{line}: {why}"
    if room in ROOMS and path.count("/") == 2 and room not in libraries:
        yield f"{path}: no cc_library is named after the room {room}"


def _rooms(tree):
    """Each room is known, and a test reaches it without the disk."""
    for room in sorted({_room(p) for p in tree} - {None, "tools"}):
        if room not in ROOMS:
            yield f"lib/{room}: '{room}' is no room of the house"
            continue
        if room == "system":
            continue  # It is the disk.
        package = f"tests/{room}"
        sources = []
        for _, rule, attributes in _targets(tree.get(f"{package}/BUILD.bazel", "")):
            deps = attributes.get("deps", [])
            if rule == "cc_test" and {f"//lib/{room}", f"//lib/{room}:{room}"} & set(deps):
                sources += [f"{package}/{name}" for name in attributes.get("srcs", [])]
        reaching = [path for path in tree
                    if any(fnmatch.fnmatch(path, source) for source in sources)]
        if not any(_needs_no_disk(tree[path]) for path in reaching):
            yield f"lib/{room}: no cc_test in {package} reaches it without the disk"


def _needs_no_disk(text):
    return not any(_DISK.search(header) for _, header in source_text.includes(text))


def violations(tree):
    """One sentence for each violation in `tree`: path -> text."""
    found = [*_names(tree), *_rooms(tree)]
    for path, text in tree.items():
        room = _room(path)
        if room is None or (room not in ROOMS and room != "tools"):
            continue
        if path.endswith((".h", ".cc")):
            found += _source(path, text)
            if room != "tools":
                found += _globals(path, text)
        elif path.endswith("/BUILD.bazel"):
            found += _build_file(path, text)
    return sorted(found)
