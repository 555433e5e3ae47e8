"""Makes textfile directories that a collector accepts, refuses, loses series of or dies of.

    generator = Generator(seed)
    case = generator.directory()      # [(file name, content), ...] in byte order of the names

The same seed gives the same cases. Names come from small pools, so that files and families meet often.
Standard library only.
"""

import random

NAMES = ["m", "n", "h", "s", "g", "c_total", "a:b", "_x", "h_count", "h_sum", "h_bucket", "s_count", "s_sum", "s_bucket"]
ODD_NAMES = [
    "_count", "_sum", "_bucket", "h_count_count", "NaN", "le", "TYPE", "HELP", "up", "a-b", "9m", "m.n", "", "\xe9", "m\x00",
    "node_textfile_mtime_seconds", "node_textfile_scrape_error", ":", "__name__",
]
LABELS = ["a", "b", "le", "quantile", "job", "a_b", "A1", "_"]
ODD_LABELS = ["__x", "__name__", "__", "1a", "a-b", "", "a:b", '"a"', "\xe9", "__a__"]
LABEL_VALUES = ["", "1", "x", "a b", "\\\\", "\\n", '\\"', "\xc3\xa9", "C:\\\\new", "0.5", "1.0", "+Inf", "{}", "a,b", "#", "\t", "\r", "\x00"]
ODD_LABEL_VALUES = ["\\d", "\\", "\xff", "\xc3", "\xed\xa0\x80", "\xf0\x9f\x98\x80", "\xf4\x90\x80\x80", "\xc0\x80", "\n", "\xef\xbf\xbe", 'x"y']
BOUNDS = ["1", "1.0", "0.5", "+Inf", "inf", "Inf", "-Inf", "0", "-0", "NaN", "nan", "1e3", "2", "10", "1e-5", "99", "0.99", "1e400", "", "x", "1_0", "0x1", "1e-400"]
VALUES = [
    "0", "1", "2", "-1", "1.5", "-0", "+1", "1e3", "1E+06", "999999", "1000000", "1234567", "0.0001", "0.00001", "12345.678", "NaN", "nan",
    "+Inf", "-Inf", "Inf", "infinity", "-INFINITY", "1.", ".5", "+.5e-3", "1e-400", "-1e-400", "4.9e-324", "1.7976931348623157e308", "007", "1e0001",
    "18446744073709551615", "18446744073709551616", "9223372036854775808", "9007199254740993", "-1.9", "-0.5", "1e19", "-9223372036854775809",
    "0.1", "3.141592653589793", "123456789012345678901234567890", "1e22", "100000", "21", "2e5", "-123456.5", "1e-5", "0.000123",
]
ODD_VALUES = [
    "", "x", "1,5", "1_000", "0x10", "0x1p3", "1e400", "-1e400", "+NaN", "-nan", "nan(1)", "1e", "1e+", ".", "+", "-", "--1", "1 ", "1\t", "1 2", "1 -3",
    "1 0", "1  5", "1 5 ", "1 1.5", "1 x", "1 9223372036854775808", "1 +7", "1\r", "1 # c", "\xc2\xa01", "1\x00", "1.7976931348623159e308", "1e309", "infin", "1f",
    "1 1_0", "1 00", "1 -0", "1 +", "0b1", "0o7", "1E", "1.e1", "1..2", "i", "N", "1 -9223372036854775808", "1 -9223372036854775809", "Infinit",
]
TYPES = ["counter", "gauge", "untyped", "histogram", "summary"]
ODD_TYPES = [
    "GAUGE", "Histogram", "gauge_histogram", "gaugehistogram", "unknown", "info", "stateset", "coun\\ter", "gauge ", "gauge\t", "gauge\r", "\xc5\xbfummary",
    "h\xc4\xb1stogram", "hi\xc5\xbftogram", "gau\xc4\x9fe", "gauge # c", "", "\\gauge\\", "counter2", "GAUGE_HISTOGRAM", "gauge histogram", "\xe2\x84\xaaounter",
]
HELPS = ["help", "a b ", "x\\\\y", "x\\ny", 'say "x"', "caf\xc3\xa9", "#", "\xff", "\x00", "h\r"]
ODD_HELPS = ["\\d", "\\", '\\"', "\\t", "x\\", "", " "]
COMMENTS = [
    "#", "# ", "# c", "#c", "# EOF", "# UNIT m x", "# HELP", "# TYPE", "# HELP m", "# TYPE m", "# HELP m ", "# TYPE m ", "#HELP m x", "#TYPE m gauge",
    "# HELPm x", "# help m x", "\t # c", "#\t\tTYPE\th\thistogram", "# HELP 9 x", "# HELP m-x y", "# HELP yourself, friend", "# TYPE  ", "# HELP \t",
    "# \xff", "# c\r", "# TYPE m\r", "# HELP m\r",
]
NOISE = [
    "", " ", "\t", "\r", "{}", '{} 1', '{a="b"} 1', '{"m"} 1', '{"m",a="b"} 1', '"m" 1', 'm{"a"="b"} 1', "<html>", "[1]", '{"a": 1}', "\x00\x00", "\xef\xbb\xbfm 1", "=", "m", "m{", 'm{a="b"', "m{}",
    "m {a=\"b\"} 1", "m{a=\"b\"}1", "m{ } 1", 'm{a="b",} 1', "m{,} 1", 'm{a="b",,} 1', 'm{a="b" b="c"} 1', "m{a=b} 1", "m{a='b'} 1", 'm{a:"b"} 1', 'm{a="b"c="d"} 1', 'm{a = "b" , b = "c" } 1',
    'h{le="1",le="2"} 1', 's{quantile="0.5",quantile="0.9"} 1', 'h_bucket{le="1",a="x",le="2"} 1', 'm{a="1",a="2"} 1', 'h_bucket{le="1",le="x"} 1', 'm{le="1",le="2"} 1', 's_sum{quantile="1",quantile="2"} 1',
]


def latin(text):
    return text.encode("latin-1")


class Generator:
    def __init__(self, seed):
        self._random = random.Random(seed)

    def directory(self):
        """A case: one to four files."""
        count = self._random.choice([1, 1, 1, 2, 2, 3, 4])
        files, previous = [], b""
        for name in ["B.prom", "a.prom", "b.prom", "c.prom"][:count]:
            previous = self._file(previous)
            files.append((name, previous))
        return files

    def _file(self, previous):
        roll = self._random.random()
        if roll < 0.40:
            return self._coherent()
        if roll < 0.60:
            return self._mutated(self._coherent())
        if roll < 0.90:
            return self._hostile()
        if roll < 0.95 and previous:
            return self._mutated(previous)
        return previous

    def _maybe_odd(self, usual, odd, chance):
        return self._random.choice(odd if self._random.random() < chance else usual)

    # Files as programs write them: metadata, then samples.
    def _coherent(self):
        lines = []
        for _ in range(self._random.randint(1, 4)):
            lines += self._family(self._random.choice(NAMES[:8] if self._random.random() < 0.8 else NAMES))
        return latin("".join(line + "\n" for line in lines))

    def _family(self, name):
        pick = self._random
        kind = pick.choice(TYPES)
        lines = []
        if pick.random() < 0.7:
            lines.append("# HELP %s %s" % (name, pick.choice(HELPS[:4]) if pick.random() < 0.2 else "help"))
        if pick.random() < 0.9:
            lines.append("# TYPE %s %s" % (name, kind))
        labels = pick.choice([[], ["a"], ["a", "b"]])
        for _ in range(pick.randint(0, 3)):
            own = ['%s="%s"' % (label, pick.choice(LABEL_VALUES[:4])) for label in labels if pick.random() < 0.95]
            if kind == "histogram":
                for bound in pick.sample(BOUNDS[:8], pick.randint(0, 3)):
                    lines.append(self._line(name + "_bucket", own + ['le="%s"' % bound]))
            if kind == "summary":
                for bound in pick.sample(BOUNDS[:8], pick.randint(0, 2)):
                    lines.append(self._line(name, own + ['quantile="%s"' % bound]))
            if kind in ("histogram", "summary"):
                lines += [self._line(name + "_sum", own), self._line(name + "_count", own)]
            else:
                lines.append(self._line(name, own))
        if pick.random() < 0.05:
            pick.shuffle(lines)
        return lines

    def _line(self, name, labels):
        braces = "{" + ",".join(labels) + "}" if labels else ""
        return name + braces + " " + self._random.choice(VALUES)

    # Lines of which any may be wrong.
    def _hostile(self):
        lines = []
        odd = self._random.choice([0, 0, 0.01, 0.03, 0.2])
        for _ in range(self._random.randint(0, 10)):
            roll = self._random.random()
            if roll < 0.15:
                lines.append("# HELP %s %s" % (self._name(odd), self._maybe_odd(HELPS, ODD_HELPS, odd)))
            elif roll < 0.35:
                lines.append("# TYPE %s %s" % (self._name(odd), self._maybe_odd(TYPES, ODD_TYPES, odd)))
            elif roll < 0.42 and odd > 0:
                lines.append(self._random.choice(COMMENTS))
            elif roll < 0.47 and odd > 0:
                lines.append(self._random.choice(NOISE))
            else:
                lines.append(self._sample(odd))
        end = "\n" if self._random.random() > odd else self._random.choice(["", "\r\n", " ", "\n\n", "\n ", "\n\t\t"])
        return latin("\n".join(lines) + end)

    def _name(self, odd):
        return self._maybe_odd(NAMES, ODD_NAMES, odd)

    def _blanks(self, odd):
        return self._random.choice(["", " ", "\t", "  "]) if self._random.random() < odd else ""

    def _sample(self, odd):
        labels = []
        for _ in range(self._random.choice([0, 0, 1, 1, 2, 3])):
            label = self._maybe_odd(LABELS, ODD_LABELS, odd)
            bound = label in ("le", "quantile") and self._random.random() < 0.95
            value = self._maybe_odd(BOUNDS[:17], BOUNDS, odd) if bound else self._maybe_odd(LABEL_VALUES, ODD_LABEL_VALUES, odd)
            labels.append(self._blanks(odd) + label + self._blanks(odd) + "=" + self._blanks(odd) + '"' + value + '"')
        if self._random.random() > odd:  # without a name twice
            labels = list({label.split("=")[0].strip(): label for label in labels}.values())
        braces = "{" + ",".join(labels) + self._random.choice(["", "", "", ","] if labels else [""]) + "}" if labels or self._random.random() < 0.1 else ""
        return self._blanks(odd) + self._name(odd) + self._blanks(odd) + braces + " " + self._blanks(odd) + self._maybe_odd(VALUES, ODD_VALUES, odd)

    def _mutated(self, content):
        pick = self._random
        for _ in range(pick.choice([1, 1, 1, 2, 3])):
            at = pick.randint(0, len(content))
            roll = pick.random()
            if roll < 0.2:
                content = content[:at] + bytes([pick.randrange(256)]) + content[at + 1 :]
            elif roll < 0.4:
                content = content[:at] + latin(pick.choice(['"', "\\", "{", "}", ",", "=", "#", " ", "\n", "\t", "\r", "_", "\x00", "1", "-", ".", "e", "a"])) + content[at:]
            elif roll < 0.6:
                content = content[:at] + content[at + pick.randint(1, 3) :]
            elif roll < 0.65:
                content = content[:at]
            elif roll < 0.7:
                content = content.replace(b"\n", b"\r\n")
            else:
                lines = content.split(b"\n")
                if roll < 0.8:
                    lines.insert(pick.randrange(len(lines)), pick.choice(lines))
                elif roll < 0.9:
                    lines.insert(pick.randrange(len(lines)), latin(self._sample(0.05)))
                else:
                    i, j = pick.randrange(len(lines)), pick.randrange(len(lines))
                    lines[i], lines[j] = lines[j], lines[i]
                content = b"\n".join(lines)
        return content
