"""The generator itself: the compiled binary, and datasets that it made alone."""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

BINARY = Path(os.environ.get("BIN", Path(__file__).parents[3] / "dist" / "fleetgen")).absolute()
MISSING = f"{BINARY} is missing: run `deno task compile`"
RANGE = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T06:00:00Z"}
# Two cohorts in the range, drivers with three digits and with four, trucks with four to six.
FLEET = {
    "seed": "9007199254740991",
    "number_of_companies": "12",
    "company_onboarding_interval": "PT4H",
    "drivers_per_company": "1003",
    "event_rate_per_driver": "0.05",
}


def backfilled(place: Path, fleet: dict[str, str] | None = None) -> Path:
    """A data directory that fleetgen made on one machine; its events directory."""
    flags = [f"--{key.replace('_', '-')}={value}" for key, value in (fleet or FLEET).items()]
    span = ["--from", RANGE["from"], "--to", RANGE["to"]]
    command = [str(BINARY), "backfill", *span, "--data-dir", str(place), *flags]
    subprocess.run(command, check=True, capture_output=True)
    return place / "raw" / "events"


def file_rows(events: Path) -> Iterable[tuple[str, ...]]:
    """The rows of all batches as text."""
    for file in events.glob("*/events.jsonl"):
        with file.open() as lines:
            for line in lines:
                yield tuple(json.loads(line).values())


def as_text(row: Iterable[object]) -> tuple[str, ...]:
    """A row of typed columns as fleetgen writes it."""
    return tuple(_text(value) for value in row)


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    return str(value)


def multiset_hash(rows: Iterable[tuple[str, ...]]) -> tuple[int, str]:
    """Count and hash of rows in any order; a row more or less shows."""
    total = count = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256("\0".join(row).encode()).digest(), "big")
    return count, f"{total % 2**256:064x}"
