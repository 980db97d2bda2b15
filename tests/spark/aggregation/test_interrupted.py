"""An aggregation that stops anywhere, or lost a table, is completed by the next."""

import shutil

import pytest

from aggregation.days import AggregatedDays
from aggregation.driver_days import DriverDaysTable
from aggregation.driver_parts import DriverPartsTable
from aggregation.hourly import HourlyTable
from support.aggregating import aggregate, fleet_of, held, processed
from support.fleet import Fleet, write_batch, write_fleet
from support.interrupting import InjectedError, stopping
from support.recount import recount
from support.tables import Lake

STEPS = [
    (HourlyTable, "replace", True),
    (DriverPartsTable, "replace", True),
    (DriverDaysTable, "follow", False),
    (AggregatedDays, "replace", False),
]
BATCHES = 8


def test_aggregate_completes_what_was_stopped_or_removed(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each step in turn; then tables that people read are deleted."""
    write_fleet(lake.raw, fleet_of(1), BATCHES)
    lake.ingest()
    for owner, name, after in STEPS:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, stopping(getattr(owner, name), after))
            with pytest.raises(InjectedError):
                aggregate(lake)
    aggregate(lake)
    expected = recount(lake.raw)
    assert held(lake) == expected
    shutil.rmtree(processed(lake) / "driver_days")
    aggregate(lake)
    assert held(lake) == expected


def test_aggregate_of_nothing_is_nothing(lake: Lake) -> None:
    """Not even one batch, then one without events."""
    lake.options.source.mkdir(parents=True)
    lake.ingest()
    assert (aggregate(lake).days, held(lake)) == (0, ({}, {}))
    write_batch(lake.raw, Fleet(), 0, [])
    lake.ingest()
    assert (aggregate(lake).events, held(lake)) == (0, ({}, {}))
