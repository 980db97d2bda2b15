"""Aggregations in this process, and their tables in the shape of the recount."""

from datetime import timedelta
from pathlib import Path

from aggregation.options import Options
from aggregation.run import Aggregation, Summary
from lake import delta
from support.fleet import Fleet
from support.recount import DriverDays, Hourly
from support.tables import Lake

QUARTER = timedelta(hours=6)
DAYS = 5
BATCHES = DAYS * 4


def fleet_of(seed: int) -> Fleet:
    """Few events a day, so that sessions cross midnight and some days are without any."""
    return Fleet(seed=seed, companies=3, drivers=12, rate=0.8, step=QUARTER)


def aggregate(lake: Lake) -> Summary:
    """One aggregation in this process."""
    manifest = lake.raw.parent / "manifests" / "batch_manifest.json"
    options = Options(lake.options.target, processed(lake), manifest)
    return Aggregation(lake.spark, options).once()


def processed(lake: Lake) -> Path:
    """The zone of the aggregates."""
    return lake.raw.parent / "processed"


def held(lake: Lake) -> tuple[Hourly, DriverDays]:
    """The aggregates in the shape of the recount."""
    hourly = delta.load(lake.spark, processed(lake) / "events_hourly").collect()
    days = delta.load(lake.spark, processed(lake) / "driver_days").collect()
    assert all(row.driving_minutes == row.driving_ms / 60_000 for row in days)
    return (
        {(row.hour, row.geography, row.event_type): row.events for row in hourly},
        {
            (row.event_date, row.driver_id): (row.deliveries, row.trips, row.driving_ms)
            for row in days
        },
    )
