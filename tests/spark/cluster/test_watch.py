"""--watch beside a writer: whole batches in every version, and a quiet end."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import batch_ingest
from ingest.batch import interval_start
from lake import delta
from support.cleaning import set_aside
from support.cluster import Cluster
from support.fleet import Fleet, write_fleet
from support.jobs import Submitted
from support.tables import Lake
from support.versions import intervals_by_version
from support.writers import fleet_writer, generator_writer

EVENTS = "events.jsonl"
STEP = timedelta(minutes=15)
Writer = Callable[[Path], AbstractContextManager[None]]


def events_by_interval(raw: Path) -> Counter[int]:
    """What the metas of all batches promise."""
    counts: Counter[int] = Counter()
    for file in raw.glob("events/*/batch_meta.json"):
        start = interval_start(file.parent.name)
        assert start is not None
        counts[int(start.timestamp())] = json.loads(file.read_bytes())["event_count"]
    return +counts


def wait_until_all_are_in(lake: Lake, patience: float) -> int:
    """Until the record holds every batch on disk; gives their number."""
    deadline = time.monotonic() + patience
    batches = len(list(lake.options.source.iterdir()))
    while time.monotonic() < deadline:
        delta.forget(lake.spark)
        if delta.exists(lake.options.record):
            rows = delta.load(lake.spark, lake.options.record)
            if rows.count() == batches:
                return batches
        time.sleep(1)
    raise TimeoutError(f"not all of {batches} batches were taken within {patience} s")


@pytest.mark.parametrize(
    ("writer", "wall_seconds"),
    [(fleet_writer, 15), pytest.param(generator_writer, 180, marks=pytest.mark.long)],
)
def test_watch_commits_whole_batches_beside_a_writer(
    spark: SparkSession, cluster: Cluster, tmp_path: Path, writer: Writer, wall_seconds: int
) -> None:
    """It starts before there is anything, keeps others out, and ends with 0 on SIGTERM."""
    data = tmp_path / "data"
    data.mkdir()
    lake = Lake(spark, data)
    paths = ["--source", str(lake.options.source), "--target", str(lake.options.target)]
    running = Submitted(cluster, "batch_ingest.py", [*paths, "--watch", "2", "--json"])
    with writer(data):
        time.sleep(wall_seconds)
        while not (lake.options.target / "_delta_log").exists():
            time.sleep(0.2)
        assert batch_ingest.main(paths) == 75
    batches = wait_until_all_are_in(lake, patience=120)
    os.kill(running.pid, signal.SIGTERM)
    ended = running.ended()
    assert ended.code == 0, ended
    told = [json.loads(line) for line in ended.out.splitlines()]
    assert sum(each["batches"] for each in told) == batches
    promised = events_by_interval(lake.raw)
    versions = intervals_by_version(spark, lake.options.target, STEP)
    for number, held in enumerate(versions):
        assert {start: promised[start] for start in held} == held, f"version {number}"
    assert versions[-1] == promised
    print(f"{batches} batches in {len(versions)} versions, every one whole")


def test_watch_starts_afresh_after_a_clean(
    spark: SparkSession, cluster: Cluster, tmp_path: Path
) -> None:
    """Of all that it reads and writes, in the midst of a pass or between two."""
    lake = Lake(spark, tmp_path)
    write_fleet(lake.raw, Fleet(), 3)
    paths = ["--source", str(lake.options.source), "--target", str(lake.options.target)]
    watch = [*paths, "--watch", "0.2", "--batches-per-commit", "1"]
    running = Submitted(cluster, "batch_ingest.py", watch)
    running.wait_for(" 2 batches")
    for zone in (lake.raw, lake.options.target.parent):
        set_aside(zone)
    names = write_fleet(lake.raw, Fleet(seed=7), 2)
    wait_until_all_are_in(lake, patience=120)
    os.kill(running.pid, signal.SIGTERM)
    ended = running.ended()
    assert ended.code == 0, ended
    tables = lake.contents()
    lines = [line for name in names for line in (lake.options.source / name / EVENTS).open()]
    ids = sorted(json.loads(line)["event_id"] for line in lines)
    assert [row[0] for row in tables["events_delta"]] == ids
    assert [row[0] for row in tables["events_delta_batches"]] == names
    assert len(tables["companies_delta"]) == Fleet().companies
