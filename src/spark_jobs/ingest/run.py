"""One pass: find, verify, take, record."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyspark.sql import SparkSession

from ingest.batch import RefusedError
from ingest.companies_table import CompaniesTable
from ingest.events_table import EventsTable
from ingest.find import new_batches
from ingest.groups import Group, groups
from ingest.options import Options
from ingest.quarantine_table import QuarantineTable
from ingest.record_table import RecordTable
from ingest.report import Report, Summary
from ingest.verify import Verified, verify
from lake import delta

AHEAD = 64


class Ingest:
    """Takes what is new in a source; the caller holds the target's lock (not for a dry run)."""

    def __init__(self, spark: SparkSession, options: Options, report: Report) -> None:
        self._options = options
        self._report = report
        self._spark = spark
        self._events = EventsTable(spark, options.target)
        self._quarantine = QuarantineTable(spark, options.quarantine)
        self._record = RecordTable(spark, options.record)
        self._companies = CompaniesTable(spark, options.companies)

    def once(self, stopping: Callable[[], bool] = lambda: False) -> Summary:
        """One pass; ends early, between two groups, once `stopping` says so."""
        began = time.monotonic()
        summary = Summary(dry_run=self._options.dry_run)
        if not summary.dry_run:
            for table in (self._events, self._quarantine, self._record, self._companies):
                table.create()
        span = (self._options.since, self._options.until)
        found = new_batches(self._options.source, self._record.batch_ids(), span)
        self._report.progress(f"{len(found):,} new batches in {self._options.source}")
        if not summary.dry_run:
            # After the batches were listed: their companies were on disk before them.
            self._follow_companies(summary)
        most = self._options.batches_per_commit
        for group in groups(self._verified(found, summary), most):
            if stopping():
                break
            self._take(group, summary)
        if not summary.dry_run:
            self._record.compact()
            summary.total_events = delta.load(self._spark, self._options.target).count()
        summary.seconds = round(time.monotonic() - began, 3)
        return summary

    def _take(self, group: Group, summary: Summary) -> None:
        quarantined: dict[str, int] = {}
        if not summary.dry_run:
            bad = self._events.add(group)
            quarantined = self._quarantine.replace(group, bad)
            # Last: what a crash leaves unrecorded is taken again, to the same tables.
            self._record.add(group, quarantined)
        summary.batches += len(group.batches)
        summary.lines += sum(each.batch.lines for each in group.batches)
        summary.bytes += group.size
        summary.quarantined += sum(quarantined.values())
        self._report.progress(f"{summary.batches:,} batches, {summary.lines:,} lines")

    def _follow_companies(self, summary: Summary) -> None:
        file = self._options.companies_file
        taken = self._companies.follow(file)
        summary.companies = taken.added
        if taken.bad_lines:
            numbers = ", ".join(str(number) for number in taken.bad_lines)
            summary.refused[file.name] = f"no company records in line {numbers}"

    def _verified(self, found: list[Path], summary: Summary) -> Iterator[Verified]:
        workers = min(4, os.cpu_count() or 1)
        with ThreadPoolExecutor(workers) as pool:
            for start in range(0, len(found), AHEAD):
                part = found[start : start + AHEAD]
                for directory, result in zip(part, pool.map(_verify, part), strict=True):
                    if isinstance(result, Verified):
                        yield result
                    else:
                        summary.refused[directory.name] = result
                        self._report.progress(f"refused {directory.name}: {result}")


def _verify(directory: Path) -> Verified | str:
    try:
        return verify(directory)
    except RefusedError as error:
        return str(error)
