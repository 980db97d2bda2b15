"""Every version of a table, by interval."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from pyspark.sql import SparkSession


def latest_version(table: Path) -> int:
    """The table's version, or -1 before its first."""
    numbers = [int(file.stem) for file in (table / "_delta_log").glob("*.json")]
    return max(numbers, default=-1)


def intervals_by_version(spark: SparkSession, table: Path, step: timedelta) -> list[Counter[int]]:
    """For each version of an events table, how many events it holds of each interval.

    Intervals are named by their start in seconds since 1970.
    """
    seconds = int(step.total_seconds())
    found = []
    for version in range(latest_version(table) + 1):
        rows = spark.read.format("delta").option("versionAsOf", version).load(str(table))
        interval = f"unix_seconds(timestamp) DIV {seconds} * {seconds} AS start"
        counts = rows.selectExpr(interval).groupBy("start").count().collect()
        found.append(Counter({row["start"]: row["count"] for row in counts}))
    return found
