"""batch_ingest.py as people run it: spark-submit on a standalone cluster."""

import json
from pathlib import Path

from pyspark.sql import SparkSession

from support.cluster import Cluster
from support.fleet import Fleet, write_batch, write_fleet
from support.jobs import submit
from support.tables import rows_of


def test_batch_ingest_takes_batches_once(
    cluster: Cluster, spark: SparkSession, tmp_path: Path
) -> None:
    """Then takes nothing; and goes on past a batch that it refuses."""
    raw, target = tmp_path / "raw", tmp_path / "staged" / "events_delta"
    fleet = Fleet()
    write_fleet(raw, fleet, 4)
    arguments = ("--source", raw / "events", "--target", target)

    first = submit(cluster, "batch_ingest.py", *arguments)
    assert (first.code, first.err.count("Exception")) == (0, 0), first
    assert "Took 4 batches" in first.out
    rows = rows_of(spark, target)
    lines = [line for file in (raw / "events").glob("*/events.jsonl") for line in file.open()]
    assert sorted(row[0] for row in rows) == sorted(json.loads(line)["event_id"] for line in lines)

    bad = raw / "events" / write_batch(raw, fleet, 4, [b"{}\n"]) / "events.jsonl"
    bad.write_bytes(b"[]\n")
    second = submit(cluster, "batch_ingest.py", *arguments, "--json")
    assert second.code == 65
    told = json.loads(second.out)
    assert (told["batches"], told["total_events"]) == (0, len(rows))
    assert "sha256" in told["refused"][bad.parent.name]
    assert rows_of(spark, target) == rows
