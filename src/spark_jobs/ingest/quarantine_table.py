"""The lines that are not valid, as they are, each with a reason."""

from pathlib import Path

from pyspark.sql import SparkSession

from ingest.groups import Group
from ingest.lines import file_per_task, numbered_lines
from ingest.reasons import bad_lines
from lake import delta

COLUMNS = "batch_id STRING, line_number BIGINT, reason STRING, raw BINARY"
LAYOUT = "TBLPROPERTIES ('delta.dataSkippingStatsColumns' = 'batch_id,reason')"
TASK_BYTES = 256 << 20


class QuarantineTable:
    """Holds the bad lines of each batch taken; the caller holds the lock."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self._path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self._path, COLUMNS, LAYOUT)

    def replace(self, group: Group, bad: list[str]) -> dict[str, int]:
        """Makes the rows of the group those of its batches `bad`, in one commit; counts them."""
        stale = self._batches_present([each.batch.batch_id for each in group.batches])
        if not bad:
            if stale:
                condition = delta.any_of("batch_id", stale)
                self._spark.sql(f"DELETE FROM {delta.name_of(self._path)} WHERE {condition}")
            return {}
        chosen = [each for each in group.batches if each.batch.batch_id in set(bad)]
        files = [str(each.batch.events_file) for each in chosen]
        marked = [each.batch.batch_id for each in chosen if each.starts_with_mark]
        tasks = 1 + sum(each.batch.size for each in chosen) // TASK_BYTES
        condition = delta.any_of("batch_id", sorted({*bad, *stale}))
        with file_per_task(self._spark):
            rows = bad_lines(numbered_lines(self._spark, files, marked))
            delta.replace(rows.coalesce(max(tasks, 2)), self._path, condition)
        return self._counts(bad)

    def _batches_present(self, batch_ids: list[str]) -> list[str]:
        if delta.is_empty(self._spark, self._path):
            return []
        rows = delta.load(self._spark, self._path).where(delta.any_of("batch_id", batch_ids))
        return [row[0] for row in rows.select("batch_id").distinct().collect()]

    def _counts(self, batch_ids: list[str]) -> dict[str, int]:
        rows = delta.load(self._spark, self._path).where(delta.any_of("batch_id", batch_ids))
        return {row[0]: row[1] for row in rows.groupBy("batch_id").count().collect()}
