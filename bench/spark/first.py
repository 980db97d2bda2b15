"""The first ingest of 5 million events against a plain read.json -> Delta append."""

from itertools import count
from pathlib import Path

from pyspark.sql import SparkSession

from cost import Cost, interleaved, peak_bytes
from fixtures import HEAP, SCHEMA, backfill, scratch, session
from ingesting import ingest
from table import Row, Section, at_most

BATCHES = 143
RATE = 3.5
ROUNDS = 3
GIB = 1 << 30


def measure() -> Section:
    """Three rounds in turns, after one that warms up."""
    with scratch() as place:
        events = backfill(place / "data", 0, BATCHES, RATE)
        files = sorted(str(file) for file in events.glob("*/events.jsonl"))
        with session() as spark:
            numbers = count()
            taken: set[int] = set()

            def plainly() -> None:
                _append(spark, files, place / f"plain{next(numbers)}")

            def whole() -> None:
                target = place / f"staged{next(numbers)}" / "events_delta"
                taken.add(ingest(events, target)["total_events"])

            plain, job = interleaved(ROUNDS, plainly, whole)
            peak = peak_bytes()
        size = sum(Path(file).stat().st_size for file in files)
    return Section(_rows(plain, job, peak), _note(taken, size))


def _rows(plain: Cost, job: Cost, peak: int) -> list[Row]:
    both = f"{job.text()}, against {plain.text()}"
    memory = f"heap {HEAP}; VmHWM after all rounds, plain ones too"
    return [
        at_most("first ingest, wall time, x plain append", job.wall / plain.wall, 2.2, "", both),
        Row(
            "first ingest, CPU time, x plain append", f"{job.cpu / plain.cpu:.2f}", "the same runs"
        ),
        at_most("first ingest, peak memory of JVM and Python", peak / GIB, 4, " GiB", memory),
    ]


def _append(spark: SparkSession, files: list[str], target: Path) -> None:
    rows = spark.read.schema(SCHEMA).json(files)
    rows.write.format("delta").mode("append").save(str(target))


def _note(taken: set[int], size: int) -> str:
    (events,) = taken
    return (
        f"First ingest: {events:,} events in {BATCHES} batches, {size / 1e9:.2f} GB; medians of"
        f" {ROUNDS} rounds in turns after one to warm up. The ingest is all of batch_ingest.py,"
        " from its flags to its summary, with no tables there: locks, SHA-256 of every batch,"
        " validity of every line, quarantine, record, companies. Plain is"
        " `spark.read.schema(...).json(files)` appended to a new Delta table."
    )
