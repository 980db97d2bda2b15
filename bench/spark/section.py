"""Measures one section and keeps its result."""

import os
import sys
from datetime import datetime, timezone

import first
import late
import typed
from results import Result, keep

MEASUREMENTS = {"first": first.measure, "late": late.measure, "typed": typed.measure}


def main(name: str) -> None:
    """Ends with a sentence for a section that there isn't."""
    measure = MEASUREMENTS.get(name)
    if measure is None:
        sys.exit(f"Cannot measure '{name}': the sections are {', '.join(MEASUREMENTS)}")
    load = round(os.getloadavg()[0], 1)
    at = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M")
    keep(name, Result(measure(), at, load))


if __name__ == "__main__":
    main(sys.argv[1])
