"""The options of `spark.read.format("fleetgen")`, and the part of a dataset that they ask for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import ceil

from emitting.durations import duration
from emitting.parts import Part, Span
from emitting.sizes import expected_events

# The generative keys of the configuration; each is a flag of the same name.
KEYS = (
    "seed",
    "start_time",
    "batch_interval",
    "company_onboarding_interval",
    "number_of_companies",
    "max_companies",
    "drivers_per_company",
    "event_rate_per_driver",
    "geographies",
)
OWN = ("from", "to", "shards", "intervals", "binary")
# A task costs a third of a second of CPU before its first row; this many events, about four more.
EVENTS_A_TASK = 3_000_000


@dataclass(frozen=True)
class Options:
    """What to make, how to cut it, and with which binary (None: see `emitting.child.find`)."""

    span: Span
    keys: tuple[tuple[str, str], ...]
    shards: int
    intervals: int
    binary: str | None

    def parts(self) -> list[Part]:
        """Ranges of intervals times shards of companies; together every event exactly once."""
        pieces = self.span.cut(self.intervals)
        return [Part(piece, shard, self.shards) for piece in pieces for shard in range(self.shards)]

    def flags(self) -> list[str]:
        """Flags that settle the dataset whatever part is asked for: the start is always among them.

        Without it a part would begin the dataset at its own `--from`.
        """
        keys = dict(self.keys)
        keys.setdefault("start_time", self.span.start_text)
        return [word for key, value in keys.items() for word in (f"--{_dashed(key)}", value)]


def parse(given: Mapping[str, str]) -> Options:
    """The options in `given`, names in any case; raises ValueError with one sentence."""
    values = {key.lower(): value for key, value in given.items()}
    for name in values:
        if name not in KEYS and name not in OWN:
            raise _wrong(name, f"unknown option; there are {', '.join((*OWN, *KEYS))}")
    step = _step(values)
    span = Span(_instant(values, "from"), _instant(values, "to"), step)
    if span.start > span.end:
        raise _wrong("to", "it must not be before 'from'")
    for name, when in (("from", span.start), ("to", span.end)):
        if (when - datetime(1970, 1, 1, tzinfo=timezone.utc)) % step:
            raise _wrong(name, f"it must lie on a boundary of {step}: found '{values[name]}'")
    keys = tuple((key, values[key]) for key in KEYS if key in values)
    shards = _count(values, "shards") if "shards" in values else 1
    cut = "intervals" in values
    intervals = _count(values, "intervals") if cut else _fitting(values, span, shards)
    return Options(span, keys, shards, intervals, values.get("binary"))


def _fitting(values: Mapping[str, str], span: Span, shards: int) -> int:
    """How many intervals make a task of the wanted size, in pieces of about equal length."""
    start = _instant(values, "start_time") if "start_time" in values else span.start
    tasks = expected_events(values, span, span.end - start) / EVENTS_A_TASK
    pieces = max(1, ceil(min(span.intervals, tasks / shards)))
    return max(1, ceil(span.intervals / pieces))


def _step(values: Mapping[str, str]) -> timedelta:
    text = values.get("batch_interval", "PT15M")
    step = duration(text)
    if step is None:
        raise _wrong("batch_interval", f"it must be a duration such as PT15M: found '{text}'")
    return step


def _instant(values: Mapping[str, str], name: str) -> datetime:
    text = values.get(name, "")
    try:
        when = datetime.fromisoformat(re.sub(r"[zZ]\Z", "+00:00", text))
        return when.astimezone(timezone.utc) if when.tzinfo else _no_zone()
    except ValueError as error:
        raise _wrong(
            name, f"a time such as 2026-01-01T00:00:00Z is needed: found '{text}'"
        ) from error


def _no_zone() -> datetime:
    raise ValueError("no zone")


def _count(values: Mapping[str, str], name: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,5}", values[name]):
        raise _wrong(name, f"it must be a number from 1 to 999999: found '{values[name]}'")
    return int(values[name])


def _dashed(key: str) -> str:
    return key.replace("_", "-")


def _wrong(name: str, rule: str) -> ValueError:
    return ValueError(f"Cannot read format 'fleetgen', option '{name}': {rule}")
