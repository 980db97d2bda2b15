"""Totals that agree, run ahead, or contradict."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregation.options import parse
from aggregation.totals import Recorded, check_manifest, check_table
from lake.exits import JobError

CLEAN = Recorded(2, "20260101T001500Z", 100, 100, 0, False)


def test_parse_keeps_the_aggregates_out_of_the_ingests_directory() -> None:
    """Its lock is the ingest's."""
    options = parse(["--source", "/data/staged/events_delta", "--target", "/data/processed"])
    assert options.manifest == Path("/data/manifests/batch_manifest.json")
    with pytest.raises(JobError, match="it is the ingest's") as refused:
        parse(["--source", "/data/staged/events_delta", "--target", "/data/staged"])
    assert refused.value.code == 64


def test_check_table_accepts_what_fits() -> None:
    """Bad and repeated lines explain a difference."""
    check_table(100, 100, CLEAN)
    check_table(90, 90, replace(CLEAN, quarantined=10))
    check_table(80, 80, replace(CLEAN, quarantined=10))
    check_table(95, 95, replace(CLEAN, lines=120, events=99, quarantined=10, defects=True))


@pytest.mark.parametrize(
    ("aggregated", "held", "record", "part"),
    [
        (99, 100, CLEAN, "the aggregates count 99 events, the events table 100"),
        (101, 101, CLEAN, "an ingest was cut off"),
        (99, 99, CLEAN, "the events table holds 99 events, its batches 100"),
        (95, 95, replace(CLEAN, quarantined=10), "the tables hold 105 lines"),
    ],
)
def test_check_table_refuses_what_does_not(
    aggregated: int, held: int, record: Recorded, part: str
) -> None:
    """With exit code 65."""
    with pytest.raises(JobError, match=part) as refused:
        check_table(aggregated, held, record)
    assert refused.value.code == 65


@pytest.mark.parametrize(
    ("told", "part"),
    [
        (None, "There is no readable batch_manifest.json"),
        ([], "There is no readable batch_manifest.json"),
        ({"total_batches": 3, "total_events": 150}, "ahead: 1 of its 3 batches"),
        ({"total_batches": 1, "total_events": 50}, "behind: 1 ingested batches"),
        ({"total_batches": 2, "total_events": 100}, "The totals are the manifest's"),
    ],
)
def test_check_manifest_says_how_they_compare(tmp_path: Path, told: Any, part: str) -> None:
    """Ahead or behind is no contradiction."""
    manifest = tmp_path / "batch_manifest.json"
    if told is not None:
        last = {"last_batch_id": CLEAN.last_batch_id}
        manifest.write_text(json.dumps({**told, **last} if isinstance(told, dict) else told))
    assert part in check_manifest(manifest, CLEAN)


@pytest.mark.parametrize(
    "told",
    [
        {"total_batches": 2, "total_events": 101, "last_batch_id": CLEAN.last_batch_id},
        {"total_batches": 2, "total_events": 100, "last_batch_id": "20260101T003000Z"},
        {"total_batches": "2"},
    ],
)
def test_check_manifest_refuses_a_contradiction(tmp_path: Path, told: dict[str, Any]) -> None:
    """With exit code 65."""
    manifest = tmp_path / "batch_manifest.json"
    manifest.write_text(json.dumps(told))
    with pytest.raises(JobError, match="Totals differ") as refused:
        check_manifest(manifest, CLEAN)
    assert refused.value.code == 65
