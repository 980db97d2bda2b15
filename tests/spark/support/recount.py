"""The aggregates again, from the raw files: DuckDB reads and sorts, plain Python counts."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb

Hourly = dict[tuple[datetime, str, str], int]
DriverDays = dict[tuple[date, str], tuple[int, int, int]]
EVENTS = """
    SELECT DISTINCT driver_id, event_type, timestamp, event_id, geography
    FROM read_json('{raw}/events/*/events.jsonl', format = 'newline_delimited', columns = {{
        event_id: 'VARCHAR', driver_id: 'VARCHAR', company_id: 'VARCHAR', event_type: 'VARCHAR',
        timestamp: 'TIMESTAMP' }})
    JOIN read_json('{raw}/companies.jsonl', format = 'newline_delimited', columns = {{
        company_id: 'VARCHAR', geography: 'VARCHAR' }}) USING (company_id)
    ORDER BY driver_id, timestamp, event_id
"""


def recount(raw: Path) -> tuple[Hourly, DriverDays]:
    """Events per (hour, geography, type); (deliveries, trips, driving ms) per (day, driver)."""
    hourly: Hourly = defaultdict(int)
    days: DriverDays = defaultdict(lambda: (0, 0, 0))
    began: tuple[str, datetime] | None = None
    rows = duckdb.connect().execute(EVENTS.format(raw=raw)).fetchall()
    for driver, kind, when, _, geography in rows:
        hourly[when.replace(minute=0, second=0, microsecond=0), geography, kind] += 1
        key = (when.date(), driver)
        add(days, key, (int(kind == "delivered"), int(kind == "start driving"), 0))
        if began and began[0] == driver and kind != "start driving":
            drive(days, driver, (began[1], when))
        began = (driver, when) if kind == "start driving" else None
    return hourly, days


def drive(days: DriverDays, driver: str, span: tuple[datetime, datetime]) -> None:
    """Spreads a session over its UTC days."""
    since, until = span
    while since < until:
        midnight = datetime.combine(since.date() + timedelta(days=1), time())
        stop = min(until, midnight)
        add(days, (since.date(), driver), (0, 0, (stop - since) // timedelta(milliseconds=1)))
        since = stop


def add(days: DriverDays, key: tuple[date, str], more: tuple[int, int, int]) -> None:
    """Adds to one driver's day."""
    have = days[key]
    days[key] = (have[0] + more[0], have[1] + more[1], have[2] + more[2])
