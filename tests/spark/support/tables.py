"""What tables hold, in a form that can be compared."""

from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from ingest.options import Options
from ingest.report import Report, Summary
from ingest.run import Ingest

Rows = list[tuple[Any, ...]]


def rows_of(spark: SparkSession, table: Path) -> Rows:
    """Every row of a Delta table, sorted."""
    rows = spark.read.format("delta").load(str(table)).collect()
    return sorted((tuple(row) for row in rows), key=repr)


def content_hash(spark: SparkSession, table: Path) -> tuple[int, str]:
    """Count and order-independent hash of a Delta table's rows, for tables too large to collect."""
    rows = spark.read.format("delta").load(str(table))
    columns = ", ".join(sorted(rows.columns))
    total = f"CAST(sum(CAST(xxhash64({columns}) AS DECIMAL(38, 0))) AS STRING)"
    found = rows.selectExpr("count(*)", total).collect()[0]
    return found[0], found[1]


class Lake:
    """A data directory: what the generator wrote, and the tables made from it."""

    def __init__(self, spark: SparkSession, place: Path) -> None:
        self.spark = spark
        self.raw = place / "raw"
        self.options = Options(self.raw / "events", place / "staged" / "events_delta")

    def ingest(self, batches_per_commit: int = 1000) -> Summary:
        """One pass of batch_ingest in this process."""
        chosen = Options(
            self.options.source, self.options.target, batches_per_commit=batches_per_commit
        )
        return Ingest(self.spark, chosen, Report(as_json=True)).once()

    def contents(self) -> dict[str, Rows]:
        """The rows of all four tables."""
        options = self.options
        tables = (options.target, options.quarantine, options.record, options.companies)
        return {table.name: rows_of(self.spark, table) for table in tables}
