"""Do the aggregates, the ingest's record and the generator's manifest tell the same totals?"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from lake import delta
from lake.exits import DATA, JobError


@dataclass(frozen=True)
class Recorded:
    """Sums over the batches that the ingest has recorded."""

    batches: int
    last_batch_id: str | None
    lines: int
    events: int
    quarantined: int
    defects: bool


def recorded(spark: SparkSession, record: Path) -> Recorded:
    """Reads the sums; all zero if there is no record."""
    if not delta.exists(record):
        return Recorded(0, None, 0, 0, 0, False)
    sums = "sum(lines)", "sum(events)", "sum(quarantined)"
    row = delta.load(spark, record).selectExpr(
        "count(*)", "max(batch_id)", *(f"coalesce({each}, 0L)" for each in sums), "bool_or(defects)"
    )
    found = row.collect()[0]
    return Recorded(found[0], found[1], found[2], found[3], found[4], bool(found[5]))


def check_table(aggregated: int, held: int, record: Recorded) -> None:
    """Raises 65 unless the aggregates count the table's events, and these fit the record."""
    if aggregated != held:
        raise _difference(
            f"the aggregates count {aggregated:,} events, the events table {held:,}",
            "delete the aggregates and run again",
        )
    if record.defects or record.quarantined or record.lines != record.events:
        # Lines that repeat an event are dropped, so only a bound is known.
        if held + record.quarantined > record.lines:
            raise _unrecorded(held + record.quarantined, record.lines)
    elif held > record.events:
        raise _unrecorded(held, record.events)
    elif held < record.events:
        raise _difference(
            f"the events table holds {held:,} events, its batches {record.events:,}",
            "delete its record of batches and run batch_ingest.py again",
        )


def check_manifest(manifest: Path, record: Recorded) -> str:
    """Says how the manifest and the ingested batches compare; raises 65 if they contradict.

    Only a manifest of as many batches as are ingested can contradict: the generator may be ahead
    of the ingest, and for a moment the ingest ahead of the manifest.
    """
    told = _read(manifest)
    if told is None:
        return f"There is no readable {manifest.name} to compare with."
    batches, events = told.get("total_batches"), told.get("total_events")
    if not isinstance(batches, int) or not isinstance(events, int):
        raise _difference(f"{manifest} names no totals", "let the generator write it anew")
    if batches > record.batches:
        ahead = batches - record.batches
        return f"The manifest is ahead: {ahead:,} of its {batches:,} batches are not ingested yet."
    if batches < record.batches:
        behind = record.batches - batches
        return f"The manifest is behind: {behind:,} ingested batches are not in it yet."
    if told.get("last_batch_id") != record.last_batch_id or events != record.events:
        raise _difference(
            f"the manifest counts {events:,} events up to {told.get('last_batch_id')}, the"
            f" ingested batches {record.events:,} up to {record.last_batch_id}",
            "check the data with fleetgen verify",
        )
    return f"The totals are the manifest's: {batches:,} batches, {events:,} events."


def _read(manifest: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(manifest.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def _unrecorded(found: int, expected: int) -> JobError:
    return _difference(
        f"the tables hold {found:,} lines, the recorded batches {expected:,}",
        "an ingest was cut off: run batch_ingest.py again",
    )


def _difference(what: str, way_out: str) -> JobError:
    return JobError(DATA, f"Totals differ: {what}; {way_out}")
