"""Deliveries, trips and driving minutes per driver and day."""

from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn
from pyspark.sql.window import Window

from aggregation.driver_parts import ENDS, START
from lake import delta

COLUMNS = (
    "event_date DATE, driver_id STRING, company_id STRING, deliveries BIGINT, trips BIGINT,"
    " driving_ms BIGINT, driving_minutes DOUBLE"
)
LAYOUT = "PARTITIONED BY (event_date)"
DAY_MS = 86_400_000
HASH = "sum(CAST(xxhash64(driver_id, deliveries, trips, driving_ms) AS DECIMAL(38, 0)))"


class DriverDaysTable:
    """One row for each driver and UTC day with events or with driving."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self.path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self.path, COLUMNS, LAYOUT)

    def follow(self, parts: DataFrame) -> list[str]:
        """Makes the table what `parts` say; rewrites, and gives, only the days that differ.

        A late event changes other days than its own where it cuts or ends a session that crosses
        midnight, so days are compared, not guessed.
        """
        rows = driver_days(parts).persist()
        try:
            days = self._differing(rows)
            if days:
                condition = delta.any_of("event_date", days)
                chosen = rows.where(condition).repartition("event_date")
                delta.replace(chosen, self.path, condition)
        finally:
            rows.unpersist()
        return days

    def _differing(self, rows: DataFrame) -> list[str]:
        now = _hashes(rows).alias("now")
        before = _hashes(delta.load(self._spark, self.path)).alias("before")
        both = now.join(before, "event_date", "full")
        changed = both.where("NOT (now.hash <=> before.hash AND now.rows <=> before.rows)")
        return sorted(row[0].isoformat() for row in changed.select("event_date").collect())


def driver_days(parts: DataFrame) -> DataFrame:
    """The rows of `DriverDaysTable`: each day by itself, plus sessions across midnight.

    A session that crosses midnight is split there. One that has not ended yet counts nothing
    until the event that ends it is in.
    """
    own = parts.select("event_date", "driver_id", "company_id", "deliveries", "trips", "driving_ms")
    both = own.unionByName(_across_midnight(parts))
    sums = both.groupBy("event_date", "driver_id", "company_id").agg(
        fn.sum("deliveries").alias("deliveries"),
        fn.sum("trips").alias("trips"),
        fn.sum("driving_ms").alias("driving_ms"),
    )
    return sums.selectExpr("*", "driving_ms / 60000D AS driving_minutes")


def _across_midnight(parts: DataFrame) -> DataFrame:
    by_day = Window.partitionBy("driver_id").orderBy("event_date")
    pairs = parts.withColumns(
        {
            "end_type": fn.lead("first_type").over(by_day),
            "end_time": fn.lead("first_time").over(by_day),
        }
    ).where(f"last_type = {START} AND end_type IN {ENDS}")
    days = "explode(sequence(to_date(last_time), to_date(end_time))) AS event_date"
    midnight = "unix_millis(CAST(event_date AS TIMESTAMP))"
    until = f"least(unix_millis(end_time), {midnight} + {DAY_MS})"
    since = f"greatest(unix_millis(last_time), {midnight})"
    return (
        pairs.selectExpr("driver_id", "company_id", "last_time", "end_time", days)
        .selectExpr("*", "0L AS deliveries", "0L AS trips", f"{until} - {since} AS driving_ms")
        .where("driving_ms > 0")
        .drop("last_time", "end_time")
    )


def _hashes(rows: DataFrame) -> DataFrame:
    return rows.groupBy("event_date").agg(fn.expr(f"{HASH} AS hash"), fn.expr("count(*) AS rows"))
