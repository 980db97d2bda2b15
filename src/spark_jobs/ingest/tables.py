"""The tables of one target, and the order in which they are written."""

from pathlib import Path

from pyspark.sql import SparkSession

from ingest.companies_table import CompaniesTable, CompaniesTaken
from ingest.events_table import EventsTable
from ingest.groups import Group
from ingest.options import Options
from ingest.quarantine_table import QuarantineTable
from ingest.record_table import RecordTable
from lake import delta


class Tables:
    """Events, bad lines, companies, and the record of batches; the caller holds the lock."""

    def __init__(self, spark: SparkSession, options: Options) -> None:
        self._spark = spark
        self._options = options
        self._events = EventsTable(spark, options.target)
        self._quarantine = QuarantineTable(spark, options.quarantine)
        self._record = RecordTable(spark, options.record)
        self._companies = CompaniesTable(spark, options.companies)

    def create(self) -> None:
        """Creates the tables that are missing."""
        if not self._record_counts():
            self._record.clear()
        for table in (self._events, self._quarantine, self._record, self._companies):
            table.create()

    def recorded(self) -> set[str]:
        """The batches that are in."""
        return self._record.batch_ids() if self._record_counts() else set()

    def take(self, group: Group) -> dict[str, int]:
        """Takes a group of batches of which none is recorded; counts the bad lines of each."""
        bad = self._events.add(group)
        quarantined = self._quarantine.replace(group, bad)
        # Last: what a crash leaves unrecorded is taken again, to the same tables.
        self._record.add(group, quarantined)
        return quarantined

    def follow_companies(self) -> CompaniesTaken:
        """Adds the companies that are new in the source."""
        return self._companies.follow(self._options.companies_file)

    def finish(self) -> int:
        """Keeps the record's files few; gives the number of events."""
        self._record.compact()
        return delta.load(self._spark, self._options.target).count()

    def removed(self) -> Path | None:
        """A table that somebody removed since `create`, if any.

        What was written in its place since then is deleted: it belongs to nothing, and would be
        taken for somebody else's.
        """
        options = self._options
        tables = (options.target, options.quarantine, options.record, options.companies)
        gone = [table for table in tables if not delta.exists(table)]
        for table in gone:
            delta.discard_remains(table)
        return gone[0] if gone else None

    def _record_counts(self) -> bool:
        """Without the tables that it tells of, the record says nothing: all is taken again."""
        return delta.exists(self._options.target) and delta.exists(self._options.quarantine)
