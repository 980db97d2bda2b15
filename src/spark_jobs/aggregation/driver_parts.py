"""What a driver's events of one day say by themselves; the state between runs."""

from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as fn
from pyspark.sql.window import Window

from lake import delta

COLUMNS = (
    "event_date DATE, driver_id STRING, company_id STRING, deliveries BIGINT, trips BIGINT,"
    " driving_ms BIGINT, first_type STRING, first_time TIMESTAMP, last_type STRING,"
    " last_time TIMESTAMP"
)
LAYOUT = "PARTITIONED BY (event_date)"
START = "'start driving'"
ENDS = "('stopped driving', 'delivered')"
MOMENT = "struct(timestamp, event_id, event_type)"


class DriverPartsTable:
    """One row for each driver and day with events.

    `driving_ms` counts sessions that begin and end among the day's events; the first and the last
    event are kept to find the sessions that cross midnight.
    """

    def __init__(self, spark: SparkSession, path: Path) -> None:
        self._spark = spark
        self.path = path

    def create(self) -> None:
        """Creates the table unless it exists."""
        delta.create(self._spark, self.path, COLUMNS, LAYOUT)

    def replace(self, days: list[str], events: DataFrame) -> None:
        """Works out `events`, all of the given days, anew."""
        rows = parts(events).repartition("event_date")
        delta.replace(rows, self.path, delta.any_of("event_date", days))

    def load(self) -> DataFrame:
        """All rows."""
        return delta.load(self._spark, self.path)


def parts(events: DataFrame) -> DataFrame:
    """The rows of `DriverPartsTable` for whole days of events.

    A session runs from 'start driving' to the driver's next event by (timestamp, event_id), if
    that is a stop or a delivery. After a second start the first has no known end: it counts as a
    trip, without minutes.
    """
    within_day = Window.partitionBy("event_date", "driver_id").orderBy("timestamp", "event_id")
    spent = "unix_millis(next_time) - unix_millis(timestamp)"
    session = f"if(event_type = {START} AND next_type IN {ENDS}, {spent}, 0L)"
    followed = events.withColumns(
        {
            "next_type": fn.lead("event_type").over(within_day),
            "next_time": fn.lead("timestamp").over(within_day),
        }
    )
    grouped = followed.groupBy("event_date", "driver_id", "company_id").agg(
        fn.expr("count_if(event_type = 'delivered') AS deliveries"),
        fn.expr(f"count_if(event_type = {START}) AS trips"),
        fn.expr(f"sum({session}) AS driving_ms"),
        fn.expr(f"min({MOMENT}) AS first"),
        fn.expr(f"max({MOMENT}) AS last"),
    )
    edges = [
        f"{edge}.{old} AS {edge}_{new}"
        for edge in ("first", "last")
        for old, new in (("event_type", "type"), ("timestamp", "time"))
    ]
    totals = ["deliveries", "trips", "driving_ms"]
    return grouped.selectExpr("event_date", "driver_id", "company_id", *totals, *edges)
