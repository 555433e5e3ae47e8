#!/usr/bin/python3 -B
"""Python's prometheus_client on one file, in process: reader.py parse|serialize FILE SECONDS. Prints one JSON line."""

import json
import sys
import time

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families


class Parsed:
    """A collector of families that are there already."""

    def __init__(self, families):
        self._families = families

    def collect(self):
        return self._families


def main():
    mode, path, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    with open(path, encoding="utf-8") as file:
        text = file.read()
    families = list(text_string_to_metric_families(text))
    series = sum(len(family.samples) for family in families)
    if mode == "parse":
        size = len(text.encode())
        run = lambda: sum(len(family.samples) for family in text_string_to_metric_families(text))
    else:
        registry = CollectorRegistry()
        registry.register(Parsed(families))
        size = len(generate_latest(registry))
        run = lambda: series if len(generate_latest(registry)) == size else -1
    times, began = [], time.perf_counter()
    while not times or time.perf_counter() - began < seconds:
        before = time.perf_counter()
        if run() != series:
            sys.exit("another answer than before")
        times.append(time.perf_counter() - before)
    times.sort()
    print(json.dumps({"name": mode, "bytes": size, "series": series, "min_s": times[0], "med_s": times[len(times) // 2]}))


if __name__ == "__main__":
    main()
