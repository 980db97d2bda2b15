"""aggregate.py against a plain recount of the raw files."""

import json
import shutil
from datetime import timedelta

import pytest

from aggregation.days import differing, fingerprints
from lake import delta
from lake.exits import JobError
from support.aggregating import BATCHES, DAYS, aggregate, fleet_of, held, processed
from support.fleet import Fleet, encode, event_id, utc, write_batch, write_companies, write_fleet
from support.recount import recount
from support.tables import Lake


def write_manifest(lake: Lake, batches: list[str], events: int) -> None:
    told = {"total_batches": len(batches), "total_events": events, "last_batch_id": max(batches)}
    manifest = lake.raw.parent / "manifests" / "batch_manifest.json"
    manifest.parent.mkdir(exist_ok=True)
    manifest.write_text(json.dumps(told))


def test_aggregate_equals_a_plain_recount_also_after_a_late_batch(lake: Lake) -> None:
    """The late batch cuts, joins and ends sessions of its own and of other days."""
    fleet = fleet_of(1)
    names = write_fleet(lake.raw, fleet, BATCHES)
    shutil.move(lake.options.source / names[7], lake.raw / names[7])
    lake.ingest()
    aggregate(lake)
    assert held(lake) == recount(lake.raw)
    assert len({day for day, _ in held(lake)[1]}) >= DAYS
    shutil.move(lake.raw / names[7], lake.options.source / names[7])
    lake.ingest()
    assert len(aggregate(lake).days_changed) == 1
    assert held(lake) == recount(lake.raw)


@pytest.mark.parametrize("seed", [2, 3])
def test_aggregate_equals_a_plain_recount(lake: Lake, seed: int) -> None:
    """And its totals are the manifest's."""
    names = write_fleet(lake.raw, fleet_of(seed), BATCHES)
    lines = sum(len(file.read_bytes().splitlines()) for file in lake.raw.glob("events/*/*.jsonl"))
    write_manifest(lake, names, lines)
    lake.ingest()
    summary = aggregate(lake)
    assert held(lake) == recount(lake.raw)
    assert summary.totals == f"The totals are the manifest's: {BATCHES} batches, {lines} events."
    write_manifest(lake, [*names, "20990101T000000Z"], lines + 1)
    assert "1 of its 21 batches are not ingested yet" in aggregate(lake).totals
    write_manifest(lake, names, lines + 1)
    with pytest.raises(JobError, match="Totals differ: the manifest counts") as refused:
        aggregate(lake)
    assert refused.value.code == 65


def day_batch(lake: Lake, fleet: Fleet, day: int, kind: str) -> str:
    """A batch of one event of the fleet's only driver, at noon."""
    when = fleet.start + timedelta(days=day, hours=12)
    company = fleet.company_id(0)
    event = {
        "event_id": event_id(when, 0, day),
        "driver_id": f"DRV-{company}-000",
        "company_id": company,
        "truck_id": "TRK-42-0000",
        "event_type": kind,
        "timestamp": utc(when),
    }
    write_batch(lake.raw, fleet, day, [encode(event)])
    return when.date().isoformat()


def test_aggregate_rewrites_only_days_that_changed(lake: Lake) -> None:
    """A late event changes its own day, and the days of the session that it ends."""
    fleet = Fleet(companies=1, drivers=1, step=timedelta(days=1))
    write_companies(lake.raw, fleet)
    kinds = {0: "delivered", 1: "start driving", 5: "delivered", 6: "start driving", 7: "delivered"}
    for day, kind in kinds.items():
        day_batch(lake, fleet, day, kind)
    lake.ingest()
    aggregate(lake)
    assert held(lake) == recount(lake.raw)
    tables = [processed(lake) / name for name in ("events_hourly", "driver_days")]
    before = [fingerprints(delta.load(lake.spark, table)) for table in tables]

    late = day_batch(lake, fleet, 2, "stopped driving")
    lake.ingest()
    summary = aggregate(lake)
    assert held(lake) == recount(lake.raw)
    assert summary.days_changed == [late]
    # Days 3 and 4 were driven through and are gone now; day 5 lost its morning; 1 stayed.
    assert summary.driver_days_changed == [f"2026-01-0{day + 1}" for day in (2, 3, 4, 5)]
    after = [fingerprints(delta.load(lake.spark, table)) for table in tables]
    changed = [differing(a, b) for a, b in zip(after, before, strict=True)]
    assert changed == [[late], summary.driver_days_changed]
    assert aggregate(lake).days_changed == []
