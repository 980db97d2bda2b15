"""spark-submit generate.py --from T --to T (--out DATA_DIR | --table DELTA_TABLE)"""

import sys

from pyspark.sql import SparkSession

from emitting.batches import make_batches
from emitting.command_line import Options, parse
from fleet_source import register, ship
from lake.exits import OK, UNUSABLE, JobError
from lake.job import finish
from lake.session import open_session

JOB = "generate"


def run(options: Options) -> int:
    """One dataset, whole; gives the exit code."""
    parts = options.emit.parts()
    if options.table and options.table.exists():
        raise JobError(
            UNUSABLE, f"Cannot make {options.table}: it exists; choose another --table or remove it"
        )
    spark = open_session(JOB)
    say(f"making {options.emit.span.intervals} batches in {len(parts)} parts")
    return _to_table(spark, options) if options.table else _to_batches(spark, options)


def _to_batches(spark: SparkSession, options: Options) -> int:
    ship()
    told = make_batches(spark.sparkContext, options.emit, str(options.out), deep=options.deep)
    print(told, flush=True)
    return OK


def _to_table(spark: SparkSession, options: Options) -> int:
    register(spark)
    reader = spark.read.format("fleetgen").options(**options.given)
    rows = reader.load().selectExpr("*", "to_date(timestamp) AS event_date")
    rows.write.format("delta").partitionBy("event_date").save(str(options.table))
    count = spark.read.format("delta").load(str(options.table)).count()
    print(f"Made {options.table} with {count} events.", flush=True)
    return OK


def say(text: str) -> None:
    """Progress, for people."""
    print(f"{JOB}: {text}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """The whole job; gives the exit code."""
    return finish(JOB, lambda: run(parse(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
