"""The canonical line against dates that exist."""

import re
from datetime import date, timedelta

from ingest.canonical import COMPANY, EVENT, TIMESTAMP
from support.bad_lines import LINE, planted
from support.fleet import Fleet, encode

TIME = re.compile(TIMESTAMP, re.ASCII)


def pattern(java: str) -> re.Pattern[str]:
    return re.compile(java.replace(r"\z", r"\Z"), re.ASCII)


def test_timestamp_has_exactly_the_dates_that_exist() -> None:
    """From 1970 to 9999: every day of the calendar, and none of the days that it lacks."""
    days = {date(1970, 1, 1) + timedelta(days=n) for n in range(20_000)}
    days |= {date(year, 2, 28) for year in range(1970, 10_000)}
    assert all(TIME.fullmatch(f"{day}T00:00:00.000Z") for day in days)
    for year in range(1970, 10_000):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        assert bool(TIME.fullmatch(f"{year}-02-29T23:59:59.999Z")) == leap, year
    for wrong in ("1969-12-31", "2026-04-31", "2026-02-30", "2026-00-01", "2026-01-00"):
        assert not TIME.fullmatch(f"{wrong}T00:00:00.000Z")


def test_event_fits_generated_lines_and_no_planted_one() -> None:
    """But for the one rule that the expression can't hold: the time in the id."""
    event = pattern(EVENT)
    assert event.match(LINE)
    lines = [encode(each).decode().rstrip("\n") for each in Fleet(drivers=1001).events(0)]
    assert all(event.match(line) for line in lines)
    fitting = [
        reason
        for reason, line in planted()
        if event.match(line.decode(errors="replace")) and reason != "timestamp_not_of_event_id"
    ]
    assert fitting == []


def test_company_fits_generated_lines() -> None:
    """And no cut one."""
    lines = [line.decode().rstrip("\n") for line in Fleet(companies=50).company_lines()]
    assert all(pattern(COMPANY).match(line) for line in lines)
    assert not any(pattern(COMPANY).match(line[:-1]) for line in lines)
