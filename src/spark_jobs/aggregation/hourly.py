"""Events per hour, geography and type."""

from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn

from lake import delta

COLUMNS = "event_date DATE, hour TIMESTAMP, geography STRING, event_type STRING, events BIGINT"
LAYOUT = "PARTITIONED BY (event_date)"
# No geography is in lower case, so this is none.
UNKNOWN = "unknown"


class HourlyTable:
    """One row for each hour, geography and type that has events."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self.path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self.path, COLUMNS, LAYOUT)

    def days_without_company(self) -> set[str]:
        """Days on which some event's company was not known when they were aggregated."""
        rows = delta.load(self._spark, self.path).where(f"geography = '{UNKNOWN}'")
        return {row[0].isoformat() for row in rows.select("event_date").distinct().collect()}

    def replace(self, days: list[str], events: DataFrame, companies: DataFrame) -> None:
        """Counts `events`, all of the given days, anew."""
        where = companies.select("company_id", "geography")
        counted = (
            events.join(fn.broadcast(where), "company_id", "left")
            .selectExpr(
                "event_date",
                "date_trunc('HOUR', timestamp) AS hour",
                f"coalesce(geography, '{UNKNOWN}') AS geography",
                "event_type",
            )
            .groupBy("event_date", "hour", "geography", "event_type")
            .agg(fn.expr("count(*) AS events"))
        )
        rows = counted.repartition("event_date")
        delta.replace(rows, self.path, delta.any_of("event_date", days))

    def events_by_day(self) -> dict[str, int]:
        """How many events each day's rows count."""
        rows = delta.load(self._spark, self.path).groupBy("event_date").agg(fn.sum("events"))
        return {row[0].isoformat(): row[1] for row in rows.collect()}
