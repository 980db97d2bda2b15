"""Which batches are in: one row each, written after their events and bad lines."""

from pathlib import Path

from pyspark.sql import SparkSession

from ingest.groups import Group
from lake import delta

COLUMNS = (
    "batch_id STRING, sha256 STRING, lines BIGINT, events BIGINT, quarantined BIGINT,"
    " defects BOOLEAN"
)
MANY_FILES = 50


class RecordTable:
    """The record of taken batches; the caller holds the lock."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self._path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self._path, COLUMNS)

    def clear(self) -> None:
        """Forgets every batch."""
        delta.clear(self._spark, self._path)

    def batch_ids(self) -> set[str]:
        """The batches that are in; none if there is no table yet."""
        if not delta.exists(self._path):
            return set()
        rows = delta.load(self._spark, self._path).select("batch_id").collect()
        return {row[0] for row in rows}

    def add(self, group: Group, quarantined: dict[str, int]) -> None:
        """Records a group of which no batch is recorded yet."""
        rows = []
        for each in group.batches:
            batch = each.batch
            bad = quarantined.get(batch.batch_id, 0)
            rows.append(
                (batch.batch_id, batch.sha256, batch.lines, batch.events, bad, batch.defects)
            )
        delta.append(self._spark.createDataFrame(rows, COLUMNS).coalesce(1), self._path)

    def compact(self) -> None:
        """Keeps the table's files few: every group adds one."""
        delta.compact(self._spark, self._path, MANY_FILES)
