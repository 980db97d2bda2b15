"""Which days changed since they were aggregated."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from lake import delta

COLUMNS = "event_date DATE, fingerprint STRING, events BIGINT"
DAY = re.compile(r"/event_date=(\d{4}-\d\d-\d\d)/([^/]+)\Z")


def fingerprints(events: DataFrame) -> dict[str, str]:
    """For each day of the events table, a hash of its data files' names.

    Delta never changes a file, so a day whose files are the same has the same rows. Reads only
    the table's log.
    """
    files: dict[str, list[str]] = {}
    for file in events.inputFiles():
        found = DAY.search(file)
        if found is None:
            raise ValueError(f"{file} lies in no event_date partition")
        files.setdefault(found[1], []).append(found[2])
    return {day: _digest(names) for day, names in files.items()}


def differing(now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """The days that are in only one of the two, or differ, in order."""
    return sorted(day for day in now.keys() | before.keys() if now.get(day) != before.get(day))


class AggregatedDays:
    """The record of what was aggregated; written last."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self._path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self._path, COLUMNS)

    def clear(self) -> None:
        """Forgets every day."""
        delta.clear(self._spark, self._path)

    def fingerprints(self) -> dict[str, str]:
        """The fingerprint with which each day was aggregated."""
        rows = delta.load(self._spark, self._path).collect()
        return {row["event_date"].isoformat(): row["fingerprint"] for row in rows}

    def replace(self, days: list[str], now: Mapping[str, str], counts: Mapping[str, int]) -> None:
        """Records `days`, of which those not in `now` are gone."""
        rows = [(day, now[day], counts.get(day, 0)) for day in days if day in now]
        frame = self._spark.createDataFrame(
            rows, "event_date STRING, fingerprint STRING, events BIGINT"
        ).selectExpr("CAST(event_date AS DATE) AS event_date", "fingerprint", "events")
        delta.replace(frame.coalesce(1), self._path, delta.any_of("event_date", days))


def _digest(names: list[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
