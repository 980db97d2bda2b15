"""One pass: find, verify, take, record."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyspark.sql import SparkSession

from ingest.batch import RefusedError
from ingest.find import new_batches
from ingest.groups import Group, groups
from ingest.options import Options
from ingest.report import Report, Summary
from ingest.tables import Tables
from ingest.verify import Verified, verify
from lake.exits import IO, RemovedError

AHEAD = 64


class Ingest:
    """Takes what is new in a source; the caller holds the target's lock (not for a dry run)."""

    def __init__(self, spark: SparkSession, options: Options, report: Report) -> None:
        self._options = options
        self._report = report
        self._tables = Tables(spark, options)

    def once(self, stopping: Callable[[], bool] = lambda: False) -> Summary:
        """One pass; ends early, between two groups, once `stopping` says so.

        Raises `RemovedError` if the source or the tables vanish meanwhile.
        """
        began = time.monotonic()
        summary = Summary(dry_run=self._options.dry_run)
        if summary.dry_run:
            self._pass(summary, stopping)
        else:
            self._tables.create()
            try:
                self._pass(summary, stopping)
                summary.total_events = self._tables.finish()
            except Exception as error:
                removed = self._tables.removed()
                if removed is None:
                    raise
                raise RemovedError(
                    IO, f"Cannot go on: {removed} was removed meanwhile; run it again"
                ) from error
        summary.seconds = round(time.monotonic() - began, 3)
        return summary

    def _pass(self, summary: Summary, stopping: Callable[[], bool]) -> None:
        span = (self._options.since, self._options.until)
        found = new_batches(self._options.source, self._tables.recorded(), span)
        self._report.progress(f"{len(found):,} new batches in {self._options.source}")
        if not summary.dry_run:
            # After the batches were listed: their companies were on disk before them.
            self._follow_companies(summary)
        most = self._options.batches_per_commit
        for group in groups(self._verified(found, summary), most):
            if stopping():
                break
            self._take_what_stays(group, summary)

    def _take_what_stays(self, group: Group, summary: Summary) -> None:
        """Takes a group, without those of its batches that are deleted meanwhile."""
        try:
            self._take(group, summary)
        except Exception:
            left = tuple(each for each in group.batches if each.batch.events_file.exists())
            if left == group.batches:
                raise
            for each in set(group.batches).difference(left):
                self._refuse(each.batch.batch_id, "it was deleted while it was taken", summary)
            if left:
                self._take_what_stays(Group(left), summary)

    def _take(self, group: Group, summary: Summary) -> None:
        if not summary.dry_run:
            summary.quarantined += sum(self._tables.take(group).values())
        summary.batches += len(group.batches)
        summary.lines += sum(each.batch.lines for each in group.batches)
        summary.bytes += group.size
        self._report.progress(f"{summary.batches:,} batches, {summary.lines:,} lines")

    def _follow_companies(self, summary: Summary) -> None:
        taken = self._tables.follow_companies()
        summary.companies = taken.added
        if taken.bad_lines:
            numbers = ", ".join(str(number) for number in taken.bad_lines)
            reason = f"no company records in line {numbers}"
            self._refuse(self._options.companies_file.name, reason, summary)

    def _refuse(self, name: str, reason: str, summary: Summary) -> None:
        summary.refused[name] = reason
        self._report.progress(f"refused {name}: {reason}")

    def _verified(self, found: list[Path], summary: Summary) -> Iterator[Verified]:
        workers = min(4, os.cpu_count() or 1)
        with ThreadPoolExecutor(workers) as pool:
            for start in range(0, len(found), AHEAD):
                part = found[start : start + AHEAD]
                for directory, result in zip(part, pool.map(_verify, part), strict=True):
                    if isinstance(result, Verified):
                        yield result
                    else:
                        self._refuse(directory.name, result, summary)


def _verify(directory: Path) -> Verified | str:
    try:
        return verify(directory)
    except RefusedError as error:
        return str(error)
