"""Data directories made by the compiled binary, and the session that reads them."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from pyspark.sql import SparkSession

from lake.session import open_session

BINARY = Path(os.environ.get("BIN", "dist/fleetgen")).absolute()
CACHE = Path(".cache").absolute()
HEAP = "2g"
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
STEP = timedelta(minutes=15)
# 100 companies from the start and for ever: 10,000 drivers.
FLEET = {
    "seed": "42",
    "start_time": "2026-01-01T00:00:00Z",
    "number_of_companies": "100",
    "max_companies": "100",
    "drivers_per_company": "100",
}
SCHEMA = (
    "event_id STRING, driver_id STRING, company_id STRING, truck_id STRING, event_type STRING,"
    " timestamp TIMESTAMP"
)


def instant(interval: int) -> str:
    """When the dataset's interval of this number begins."""
    return (START + interval * STEP).strftime("%Y-%m-%dT%H:%M:%SZ")


def batch_id(interval: int) -> str:
    """Its directory's name."""
    return (START + interval * STEP).strftime("%Y%m%dT%H%M%SZ")


def backfill(place: Path, first: int, end: int, rate: float) -> Path:
    """Makes the batches of these intervals, `rate` x 10,000 events each; the events directory."""
    keys = {**FLEET, "event_rate_per_driver": str(rate)}
    flags = [f"--{key.replace('_', '-')}={value}" for key, value in keys.items()]
    _fleetgen("backfill", place, first, end, *flags)
    return place / "raw" / "events"


def scattered(place: Path, intervals: Sequence[int], rate: float) -> Path:
    """The same for intervals that need not follow each other."""
    events = backfill(place, 0, 0, rate)
    for number in intervals:
        _fleetgen("emit", place, number, number + 1, f"--out={place}")
    return events


def _fleetgen(command: str, place: Path, first: int, end: int, *more: str) -> None:
    span = [f"--from={instant(first)}", f"--to={instant(end)}", f"--data-dir={place}"]
    subprocess.run([str(BINARY), command, *span, *more], check=True, capture_output=True)


@contextmanager
def scratch() -> Iterator[Path]:
    """A directory on disk that is removed afterwards."""
    CACHE.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="bench-", dir=CACHE) as place:
        yield Path(place)


@contextmanager
def session() -> Iterator[SparkSession]:
    """local[2] with the jobs' own settings."""
    jars = ":".join(str(jar) for jar in Path(os.environ["FLEETGEN_DELTA_JARS"]).glob("*.jar"))
    settings = {
        "spark.driver.memory": HEAP,
        "spark.driver.extraClassPath": jars,
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(CACHE / "bench-spark" / "warehouse"),
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    spark = open_session("bench", builder)
    yield spark
    spark.stop()
