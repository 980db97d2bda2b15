"""One aggregation: which days changed, those days anew, then the totals."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from aggregation.days import AggregatedDays, differing, fingerprints
from aggregation.driver_days import DriverDaysTable
from aggregation.driver_parts import DriverPartsTable
from aggregation.hourly import HourlyTable
from aggregation.options import Options
from aggregation.totals import Recorded, check_manifest, check_table, recorded
from lake import delta
from lake.exits import UNUSABLE, JobError
from lake.lock import held


@dataclass
class Summary:
    """What one run did."""

    days: int = 0
    days_changed: list[str] = field(default_factory=list)
    driver_days_changed: list[str] = field(default_factory=list)
    events: int = 0
    totals: str = ""
    seconds: float = 0.0

    def text(self) -> str:
        """For people."""
        changed = f"Aggregated {len(self.days_changed)} of {self.days} days"
        drivers = f"rewrote driver_days on {len(self.driver_days_changed)}"
        return f"{changed}, {drivers}; {self.events:,} events; {self.seconds:.1f} s.\n{self.totals}"


class Aggregation:
    """Keeps the tables of a processed zone; the caller holds its lock."""

    def __init__(self, spark: SparkSession, options: Options) -> None:
        self._spark = spark
        self._options = options
        self._hourly = HourlyTable(spark, options.target / "events_hourly")
        self._parts = DriverPartsTable(spark, options.target / "driver_day_parts")
        self._driver_days = DriverDaysTable(spark, options.target / "driver_days")
        self._days = AggregatedDays(spark, options.target / "aggregated_days")

    def once(self) -> Summary:
        """Brings the tables up to date with the events table's latest version."""
        began = time.monotonic()
        for table in (self._options.source, self._options.companies):
            _require(table)
        self._create_tables()
        before = recorded(self._spark, self._options.record)
        events = _pinned(self._spark, self._options.source)
        summary = self._bring_up_to_date(events)
        summary.totals = self._check(before, summary.events, events.count())
        summary.seconds = round(time.monotonic() - began, 3)
        return summary

    def _create_tables(self) -> None:
        tables = (self._hourly, self._parts, self._driver_days)
        if not all(delta.exists(each.path) for each in tables):
            # The record says nothing without what it tells of: every day is aggregated again.
            self._days.clear()
        for each in (*tables, self._days):
            each.create()

    def _bring_up_to_date(self, events: DataFrame) -> Summary:
        now = fingerprints(events)
        done = self._days.fingerprints()
        again = self._hourly.days_without_company()
        days = sorted({*differing(now, done), *again})
        summary = Summary(days=len(now), days_changed=days)
        if days:
            changed = events.where(delta.any_of("event_date", days))
            companies = delta.load(self._spark, self._options.companies)
            self._hourly.replace(days, changed, companies)
            self._parts.replace(days, changed)
            summary.driver_days_changed = self._driver_days.follow(self._parts.load())
        counts = self._hourly.events_by_day()
        if days:
            # Last: a day that a crash leaves unrecorded is aggregated again.
            self._days.replace(days, now, counts)
        summary.events = sum(counts.values())
        return summary

    def _check(self, before: Recorded, aggregated: int, in_table: int) -> str:
        after = recorded(self._spark, self._options.record)
        try:
            check_table(aggregated, in_table, after)
        except JobError:
            if before != after or held(self._options.source.parent):
                return "An ingest is under way: totals are compared when it is done."
            raise
        return check_manifest(self._options.manifest, after)


def _pinned(spark: SparkSession, table: Path) -> DataFrame:
    """The table's latest version, for every read of this run."""
    history = spark.sql(f"DESCRIBE HISTORY {delta.name_of(table)} LIMIT 1")
    version = history.select("version").collect()[0][0]
    return spark.read.format("delta").option("versionAsOf", version).load(str(table))


def _require(table: Path) -> None:
    if not delta.exists(table):
        raise JobError(UNUSABLE, f"Cannot find the table {table}: run batch_ingest.py first")
