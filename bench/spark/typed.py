"""Typed columns from format("fleetgen") against typed columns from JSON files."""

from pathlib import Path

from pyspark.sql import DataFrame

from cost import interleaved
from fixtures import BINARY, FLEET, SCHEMA, backfill, instant, scratch, session
from fleet_source import register
from table import Section, at_least

BATCHES = 143
RATE = 3.5
ROUNDS = 5


def measure() -> Section:
    """Five rounds in turns, after one that warms up."""
    with scratch() as place, session() as spark:
        files = [str(file) for file in backfill(place, 0, BATCHES, RATE).glob("*/events.jsonl")]
        size = sum(Path(file).stat().st_size for file in files) / 1e6
        register(spark)
        keys = {**FLEET, "event_rate_per_driver": str(RATE), "binary": str(BINARY)}
        made = spark.read.format("fleetgen").options(**keys)
        made = made.option("from", instant(0)).option("to", instant(BATCHES))
        count = made.load().count()
        if count != spark.read.text(files).count():
            raise RuntimeError("the format and the files differ in rows")
        json, direct = interleaved(
            ROUNDS,
            lambda: _drain(spark.read.schema(SCHEMA).json(files)),
            lambda: _drain(made.load()),
        )
    of = f"{direct.text()}, against {json.text()}"
    rates = f"{size / direct.cpu:.0f} against {size / json.cpu:.0f} MB a second of CPU"
    rows = [
        at_least('format("fleetgen") per core, x read.json', json.cpu / direct.cpu, 1.2, "", rates),
        at_least(
            'format("fleetgen") by wall time, x read.json', json.wall / direct.wall, 1.2, "", of
        ),
    ]
    note = (
        f"Typed columns: {count:,} rows, {size:,.0f} MB as lines, all columns into Spark's sink"
        f" `noop`; medians of {ROUNDS} rounds in turns after one to warm up. CPU counts Spark,"
        " Python and fleetgen, which makes the rows anew; the files are in the page cache."
    )
    return Section(rows, note)


def _drain(rows: DataFrame) -> None:
    rows.write.format("noop").mode("overwrite").save()
