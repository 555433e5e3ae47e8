#!/usr/bin/python3 -B
"""Whether the series of a text are in a scrape. Standard library only."""

from exporter import Exposition, same_value


def missing(text, scrape):
    """What of `text`, bytes without errors, is not in `scrape` as it stands there: sentences, empty if all arrived.

    Series, values, and the types and help texts of families that have samples.
    """
    said = Exposition(text)
    problems = []
    for (name, labels), values in said.series.items():
        got = scrape.series.get((name, labels), [])
        shown = name + "{" + ",".join("%s=%r" % label for label in labels)[:100] + "}"
        if len(got) != len(values):
            problems.append("%s: %d times in the file, %d times in the scrape" % (shown, len(values), len(got)))
        elif not all(same_value(a, b) for a, b in zip(values, got)):
            problems.append("%s: %s in the file, %s in the scrape" % (shown, values, got))
    names = {name for name, _ in said.series}
    for name, kind in said.types.items():
        if (name in names or _has_parts(name, kind, names)) and scrape.types.get(name) != kind:
            problems.append("%s: type %s in the file, %s in the scrape" % (name, kind, scrape.types.get(name)))
    for name, text_of_help in said.helps.items():
        if (name in names or _has_parts(name, said.types.get(name), names)) and scrape.helps.get(name) != text_of_help:
            problems.append("%s: help %r in the file, %r in the scrape" % (name, text_of_help, scrape.helps.get(name)))
    return problems


def _has_parts(name, kind, names):
    return kind in ("histogram", "summary") and any(name + end in names for end in ("_sum", "_count", "_bucket"))


def surplus(text, scrape, own_names):
    """Series of `scrape` that neither `text` nor the exporter (`own_names`, metric names) has: sentences."""
    said = Exposition(text).series
    return ["%s%s: only in the scrape" % key for key in scrape.series if key not in said and key[0] not in own_names]
