"""``python -m tests.fuzzing MINUTES``: every parser in turn with new examples, until the time is up."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections import Counter

from cds.log_codes import LOGGER_NAME
from tests.fuzzing.properties import PROPERTIES, fuzz

ROUND = 200


def main(minutes: float) -> int:
    """Number of findings; each is printed with its example."""
    logging.getLogger(LOGGER_NAME).addFilter(lambda _record: False)  # our lines would hide the findings
    end = time.monotonic() + minutes * 60
    number = int(time.time())
    spent: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    findings = 0
    while time.monotonic() < end:
        for name in PROPERTIES:
            number += 1
            began = time.monotonic()
            try:
                fuzz(name, ROUND, number)
            except Exception:  # noqa: BLE001 - whatever it is, it is a finding
                findings += 1
                sys.stdout.write(f"FOUND in {name}, seed {number}\n{traceback.format_exc()}\n")
            tried[name] += ROUND
            spent[name] += round((time.monotonic() - began) * 1000)
            sys.stdout.flush()
            if time.monotonic() >= end:
                break
    for name in PROPERTIES:
        sys.stdout.write(f"{name:10} {tried[name]:9} examples {spent[name] / 60_000:7.1f} minutes\n")
    sys.stdout.write(f"{findings} findings\n")
    return findings


if __name__ == "__main__":
    sys.exit(min(main(float(sys.argv[1])), 1))
