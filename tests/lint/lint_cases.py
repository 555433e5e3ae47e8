"""Makes texts for a comparison of linters, from a seed. Standard library only."""

WORDS = ("node", "backup", "file", "files", "size", "time", "job", "last", "run", "http", "requests", "x", "Foo", "fooBar",
         "S", "Total", "x1", "a:b", "9", "")
UNITS = ("seconds", "minutes", "hours", "days", "weeks", "bytes", "bits", "kelvin", "kelvins", "celsius", "fahrenheit",
         "rankine", "meters", "metres", "inches", "yards", "miles", "grams", "pounds", "ounces", "joules", "calories",
         "amperes", "volts")
PREFIXES = ("", "", "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi", "mega", "mibi", "mebi",
            "giga", "gibi", "tera", "tebi", "peta", "pebi", "exa", "kilokilo")
SPECIAL = ("total", "bucket", "sum", "count", "gauge", "counter", "summary", "histogram", "Gauge", "gauge_histogram", "untyped",
           "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d", "MS", "info", "Seconds")
LABELS = ("le", "quantile", "job", "target", "camelCase", "fooBAR", "Foo", "a_b", "x9Y", "a", "b")
VALUES = ("0.5", "1", "+Inf", "", "x y", "0.9", "ab", "\\\\n", "a,b=")
NUMBERS = ("1", "0", "12.5", "-3", "NaN", "+Inf", "1e9")
TYPES = ("counter", "gauge", "histogram", "summary", "untyped", "GAUGE", None, None, "gauge_histogram")


def unit_words(name):
    """The words of a name that are units, without repetition."""
    units = {prefix + unit for prefix in PREFIXES for unit in UNITS}
    return {word for word in name.split("_") if word in units}


def metric_name(rng):
    words = [rng.choice(WORDS[:-2]) for _ in range(rng.randint(1, 2))]
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        kind = rng.random()
        if kind < 0.4:
            words.append(rng.choice(PREFIXES) + rng.choice(UNITS))
        elif kind < 0.8:
            words.append(rng.choice(SPECIAL))
        else:
            words.append(rng.choice(WORDS))
    return "_".join(words)


def labels(rng, names):
    chosen = rng.sample(names, rng.randint(0, min(3, len(names))))
    separator = rng.choice((",", ", ", " , "))
    inside = separator.join('%s="%s"' % (name, rng.choice(VALUES)) for name in chosen)
    return "{%s}" % inside if inside else rng.choice(("", "{}"))


def family(rng):
    """The lines of one family."""
    name = metric_name(rng)
    kind = rng.choice(TYPES)
    lines = []
    if rng.random() < 0.6:
        lines.append("# HELP %s %s" % (name, rng.choice(("Text.", "a \\\\ b", "x", ""))))
    if kind:
        lines.append("# TYPE %s %s" % (name, kind))
    if rng.random() < 0.3:
        lines.reverse()
    names = rng.sample(LABELS, rng.randint(1, 4))
    samples = []
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        suffix = ""
        if kind in ("histogram", "summary", "gauge_histogram"):
            suffix = rng.choice(("_bucket", "_sum", "_count", ""))
        text = labels(rng, names)
        if kind == "histogram" and suffix == "_bucket" and "le=" not in text:
            text = '{le="1"}' if text in ("", "{}") else '{le="1",' + text[1:]
        # What is no number there is a parse error.
        for bound, owner in (("le", "histogram"), ("quantile", "summary")):
            if kind == owner and bound + '="' in text and rng.random() < 0.95:
                before, _, rest = text.partition(bound + '="')
                text = before + bound + '="' + rng.choice(("0.5", "1", "+Inf", "NaN")) + '"' + rest.split('"', 1)[1]
        samples.append("%s%s%s %s" % (name, suffix, text, rng.choice(NUMBERS)))
    if samples and rng.random() < 0.3:
        samples.append(rng.choice(samples))
    lines += samples
    if rng.random() < 0.2:
        lines.insert(rng.randint(0, len(lines)), "# a comment")
    return lines


def text(rng):
    """A whole text: mostly well-formed, sometimes with a timestamp, seldom broken."""
    families = [family(rng) for _ in range(rng.randint(1, 5))]
    lines = [line for one in families for line in one]
    if rng.random() < 0.1:
        rng.shuffle(lines)
    if lines and rng.random() < 0.05:
        i = rng.randrange(len(lines))
        lines[i] += rng.choice((" 1700000000000", " ", "x", "}", '"'))
    return "".join(line + "\n" for line in lines).encode()
