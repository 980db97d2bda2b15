"""What an ingest works on is removed under it, by the generator's clean or by hand."""

import shutil

import pytest

from ingest.events_table import EventsTable
from ingest.quarantine_table import QuarantineTable
from ingest.record_table import RecordTable
from ingest.tables import Tables
from lake.exits import RemovedError
from support.awkward import BATCHES, Clean, bring
from support.cleaning import set_aside
from support.fleet import Fleet, write_fleet
from support.interrupting import preceded
from support.tables import Lake, rows_of

STEPS = [(EventsTable, "add"), (QuarantineTable, "replace"), (RecordTable, "add")]


def test_ingest_starts_afresh_after_a_clean_before_any_step(
    clean: Clean, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left of the tables, and nothing stands in the way of new ones."""
    bring(clean.raw, lake, list(range(BATCHES)))
    staged = lake.options.target.parent
    for owner, name in STEPS:
        with monkeypatch.context() as patch:
            step = preceded(getattr(owner, name), lambda: set_aside(staged))
            patch.setattr(owner, name, step)
            with pytest.raises(RemovedError, match="was removed meanwhile; run it again"):
                lake.ingest()
        assert not lake.options.target.exists(), name
    assert lake.ingest().refused == {}
    assert lake.contents() == clean.tables


def test_ingest_takes_all_again_once_a_table_is_gone(clean: Clean, lake: Lake) -> None:
    """A record of batches whose rows were deleted with their table counts for nothing."""
    bring(clean.raw, lake, list(range(BATCHES)))
    lake.ingest()
    shutil.rmtree(lake.options.target)
    assert lake.ingest().batches == BATCHES
    assert lake.contents() == clean.tables
    tables = Tables(lake.spark, lake.options)
    assert len(tables.recorded()) == BATCHES
    shutil.rmtree(lake.options.quarantine)
    assert tables.recorded() == set()


def test_ingest_goes_on_without_a_batch_that_is_deleted_meanwhile(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named as refused; the others of its group are in."""
    names = write_fleet(lake.raw, Fleet(), 4)
    victim = lake.options.source / names[2]
    step = preceded(EventsTable.add, lambda: shutil.rmtree(victim))
    monkeypatch.setattr(EventsTable, "add", step)
    summary = lake.ingest()
    assert summary.refused == {names[2]: "it was deleted while it was taken"}
    assert [row[0] for row in rows_of(lake.spark, lake.options.record)] == [*names[:2], names[3]]
    lines = sum(len(file.read_bytes().splitlines()) for file in lake.raw.glob("events/*/*.jsonl"))
    assert summary.total_events == lines
