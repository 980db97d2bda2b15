"""In any order, again, after damage: the tables are those of one clean pass."""

import random
import shutil
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from aggregation.days import fingerprints
from lake import delta
from support.awkward import BATCHES, Clean, bad_lines_of_batch_1, bring
from support.bad_lines import changed
from support.fleet import Fleet, write_batch
from support.tables import Lake, rows_of


def test_ingest_keeps_each_valid_event_once_and_every_other_line(clean: Clean) -> None:
    """The line with the byte order mark is bad, its copy without is not."""
    ids = [row[0] for row in clean.tables["events_delta"]]
    assert sorted(clean.valid) == ids
    raw = [bytes(row[3]) + b"\n" for row in clean.tables["events_delta_quarantine"]]
    opening = [line for line in raw if line.startswith(b"\xef\xbb\xbf") and b"TRK-42-0000" in line]
    assert len(opening) == 1
    assert sorted(raw) == sorted([*bad_lines_of_batch_1(), *opening])
    assert len(clean.tables["companies_delta"]) == Fleet().companies


def test_ingest_again_changes_nothing(clean: Clean, lake: Lake) -> None:
    """Neither with the record in place nor with it deleted."""
    bring(clean.raw, lake, list(range(BATCHES)))
    lake.ingest()
    assert lake.ingest().batches == 0
    assert lake.contents() == clean.tables
    shutil.rmtree(lake.options.record)
    assert lake.ingest().batches == BATCHES
    assert lake.contents() == clean.tables


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.long)])
def test_ingest_takes_late_batches_in_any_order(clean: Clean, lake: Lake, seed: int) -> None:
    """They come some at a time, each in a commit of its own."""
    draw = random.Random(seed)
    order = draw.sample(range(BATCHES), BATCHES)
    for some in (order[:3], order[3:5], order[5:]):
        bring(clean.raw, lake, some)
        lake.ingest(batches_per_commit=1)
    assert lake.contents() == clean.tables


def test_ingest_leaves_a_damaged_batch_out_until_it_is_mended(clean: Clean, lake: Lake) -> None:
    """Naming it, and taking the others."""
    bring(clean.raw, lake, list(range(BATCHES)))
    victim = sorted(lake.options.source.iterdir())[3]
    whole = (victim / "events.jsonl").read_bytes()
    (victim / "events.jsonl").write_bytes(whole[:-9] + b"8" + whole[-8:])
    summary = lake.ingest()
    assert (summary.batches, list(summary.refused)) == (BATCHES - 1, [victim.name])
    assert summary.refused[victim.name].startswith("events.jsonl does not match its meta: sha256")
    assert victim.name not in {row[0] for row in rows_of(lake.spark, lake.options.record)}
    (victim / "events.jsonl").write_bytes(whole)
    assert lake.ingest().refused == {}
    assert lake.contents() == clean.tables


def test_ingest_keeps_the_least_contents_of_one_id_in_either_order(
    spark: SparkSession, tmp_path: Path
) -> None:
    """Within a batch, and when the other contents come later; then the day has other files."""
    contents = [changed(event_type=kind) + b"\n" for kind in ("start driving", "stopped driving")]
    seen, days = [], []
    for place, order in (("one", contents), ("other", contents[::-1])):
        lake = Lake(spark, tmp_path / place)
        for index, line in enumerate([*order, b"".join(order)]):
            write_batch(lake.raw, Fleet(), index, [line] if index < 2 else line.splitlines(True))
            lake.ingest()
            days.append(fingerprints(delta.load(lake.spark, lake.options.target)))
        seen.append(rows_of(lake.spark, lake.options.target))
    assert seen[0] == seen[1]
    assert [row[4] for row in seen[0]] == ["start driving"]
    assert days[0] == days[1] == days[2]
    assert days[3] != days[4] == days[5]
