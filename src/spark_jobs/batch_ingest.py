"""spark-submit batch_ingest.py --source RAW/events --target STAGED/events_delta"""

import sys

from pyspark.sql import SparkSession

from ingest.options import Options, parse
from ingest.report import Report, Summary
from ingest.run import Ingest
from lake import delta
from lake.exits import DATA, OK, UNUSABLE, JobError, RemovedError
from lake.job import finish
from lake.jvm_lock import holding_in_jvm
from lake.lock import TableLock, holding
from lake.session import open_session
from lake.stop import Stop

JOB = "batch_ingest"


def run(options: Options) -> int:
    """One ingest, or one after the other with --watch; gives the exit code."""
    report = Report(options.json)
    if not options.source.is_dir() and options.watch is None:
        raise JobError(UNUSABLE, f"Cannot find {options.source}: --source must be a directory")
    delta.require_usable(options.target)
    if options.dry_run:
        return _once(Ingest(open_session(JOB), options, report), report)
    if options.watch is None:
        with holding(options.target.parent, JOB):
            spark = open_session(JOB)
            with holding_in_jvm(spark, options.target.parent):
                return _once(Ingest(spark, options, report), report)
    return _watch(options, report, options.watch)


def _once(ingest: Ingest, report: Report) -> int:
    summary = ingest.once()
    report.summary(summary)
    return DATA if summary.refused else OK


def _watch(options: Options, report: Report, pause: float) -> int:
    stop = Stop()
    spark: SparkSession | None = None
    while not stop.wanted():
        # Taken anew when somebody removed it with the whole directory.
        with holding(options.target.parent, JOB) as lock:
            if spark is None:
                spark = open_session(JOB)
                stop.listen(spark)
            with holding_in_jvm(spark, options.target.parent):
                _watch_locked(
                    Ingest(spark, options, report), (options, report, pause), (lock, stop)
                )
    report.progress("stopped")
    return OK


def _watch_locked(
    ingest: Ingest, settings: tuple[Options, Report, float], control: tuple[TableLock, Stop]
) -> None:
    options, report, pause = settings
    lock, stop = control
    told: Summary | None = None
    while lock.in_place() and not stop.wanted():
        if options.source.is_dir():
            summary = _pass(ingest, report, stop)
            if summary and (
                told is None
                or summary.batches
                or summary.companies
                or summary.refused != told.refused
            ):
                report.summary(summary)
            told = summary
        stop.sleep(pause)


def _pass(ingest: Ingest, report: Report, stop: Stop) -> Summary | None:
    try:
        return ingest.once(stop.wanted)
    except RemovedError as error:
        report.progress(f"starting afresh: {error}")
        return None


def main(arguments: list[str]) -> int:
    """The whole job; gives the exit code."""
    return finish(JOB, lambda: run(parse(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
