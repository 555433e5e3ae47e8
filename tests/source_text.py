"""C++ source as text: what is left without comments and literals, its includes,
and the variables it declares that outlive a call."""

import re

_COMMENT_OR_LITERAL = re.compile(
    r"""//[^\n]*
    | /\*.*?\*/
    | (?:\b(?:u8|[uUL])?R)"(?P<raw>[^()\\\s]{0,16})\(.*?\)(?P=raw)"
    | "(?:\\.|[^"\\\n])*"
    | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.)*", re.MULTILINE | re.DOTALL)
_NOT_A_VARIABLE = re.compile(
    r"(?:using|typedef|class|struct|enum|union|template|friend|static_assert|"
    r"extern template|asm|concept|namespace)\b|.*\boperator\b", re.DOTALL)
_OPENS_SCOPE = re.compile(r"""(?:inline\s+)?namespace\b|extern\s*(?:""|)\s*$""")
_LOCAL_STATIC = re.compile(r"\b(?:static|thread_local)\s[^;={()]*[;={(]")
_ATTRIBUTE = re.compile(r"\[\[.*?\]\]|\balignas\([^)]*\)")


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def without_comments_and_literals(text):
    """The same length and lines; comments and literals are blanks."""
    return _COMMENT_OR_LITERAL.sub(_blank, text)


def includes(text):
    """Yields (line, file) for each #include that is not in a comment."""
    code = _COMMENT_OR_LITERAL.sub(
        lambda m: m.group() if m.group().startswith('"') else _blank(m), text)
    for match in _INCLUDE.finditer(code):
        yield line_of(code, match.start(1)), match.group(1)


def _is_mutable(declaration):
    """Whether a declaration without its initialiser is of a mutable variable."""
    if "constexpr" in declaration:
        return False
    last_star = declaration.rfind("*")
    return not re.search(r"\bconst\b", declaration[last_star + 1:])


def _namespace_statements(code):
    """Yields (offset, text) of what stands directly in a namespace.

    The text ends before the first brace that does not open a namespace.
    """
    start = position = depth = 0  # depth: braces that open no namespace.
    scopes = []
    for match in re.finditer(r"[{};]", code):
        position = match.start()
        token = match.group()
        if token == "{":
            head = code[start:position].strip()
            opens_namespace = depth == 0 and bool(_OPENS_SCOPE.match(head))
            if depth == 0 and not opens_namespace:
                yield start, code[start:position]
            scopes.append(opens_namespace)
            depth += not opens_namespace
        elif token == "}":
            if scopes:
                depth -= not scopes.pop()
        elif depth == 0 and code[start:position].strip():
            yield start, code[start:position]
        if depth == 0:
            start = position + 1


def mutable_globals(text):
    """(line, declaration) of each variable that outlives a call and can change.

    A heuristic that knows no types: clang-tidy finds what it misses, and only
    this finds variables that are static in a function.
    """
    code = _DIRECTIVE.sub(_blank, without_comments_and_literals(text))
    code = _ATTRIBUTE.sub(_blank, code)
    found = {}
    for offset, statement in _namespace_statements(code):
        declaration = statement.split("=")[0]
        stripped = declaration.strip()
        if not stripped or "(" in stripped or _NOT_A_VARIABLE.match(stripped):
            continue
        if len(stripped.split()) > 1 and _is_mutable(stripped):
            first = offset + len(statement) - len(statement.lstrip())
            found[line_of(code, first)] = " ".join(stripped.split())
    for match in _LOCAL_STATIC.finditer(code):
        declaration = match.group()[:-1]
        if match.group()[-1] != "(" and _is_mutable(declaration):
            found[line_of(code, match.start())] = " ".join(declaration.split())
    return sorted(found.items())
