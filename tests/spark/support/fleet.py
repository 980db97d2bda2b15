"""A small fleet on disk, laid out as the data contract says, without the generator.

Everything is a function of the arguments; the wall clock is never read.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
STEP = timedelta(minutes=15)
AFTER = {
    "start driving": (("stopped driving", 0.875), ("delivered", 1.0)),
    "stopped driving": (("start driving", 3 / 7), ("delivered", 1.0)),
    "delivered": (("start driving", 1.0),),
}
Event = dict[str, str]


@dataclass
class Fleet:
    """Drivers that carry on from batch to batch; `rate` is the mean of events per interval."""

    seed: int = 42
    companies: int = 4
    drivers: int = 5
    rate: float = 3.5
    start: datetime = START
    step: timedelta = STEP
    state: dict[str, str] = field(default_factory=dict)

    def company_lines(self) -> Iterator[bytes]:
        """Every company as a line; geographies take turns."""
        for number in range(self.companies):
            created = self.start - timedelta(hours=1) + timedelta(seconds=number)
            geography = ("US", "EU", "APAC")[number % 3]
            record = {"company_id": self.company_id(number), "geography": geography}
            yield encode({**record, "active": True, "created_at": utc(created)})

    def company_id(self, number: int) -> str:
        """A version 4 UUID from seed and number alone."""
        return uuid(random.Random(f"company {self.seed} {number}").getrandbits(128), 4)

    def events(self, index: int) -> Iterator[Event]:
        """The events of interval `index`, by company, driver and time. Ask in ascending order."""
        first = self.start + index * self.step
        for number in range(self.companies):
            for seq in range(self.drivers):
                yield from self._driver_events(number, seq, first)

    def _driver_events(self, number: int, seq: int, first: datetime) -> Iterator[Event]:
        draw = random.Random(f"driver {self.seed} {number} {seq} {first}")
        company = self.company_id(number)
        driver = f"DRV-{company}-{seq:03d}"
        span = self.step // timedelta(milliseconds=1)
        count = min(int(draw.expovariate(1) * self.rate + 0.5), 4095)
        for ordinal, offset in enumerate(sorted(draw.randrange(span) for _ in range(count))):
            when = first + timedelta(milliseconds=offset)
            kind = self._next_kind(driver, draw.random())
            yield {
                "event_id": event_id(when, ordinal, draw.getrandbits(62)),
                "driver_id": driver,
                "company_id": company,
                "truck_id": f"TRK-{self.seed}-{number * 10_000 + seq:04d}",
                "event_type": kind,
                "timestamp": utc(when),
            }

    def _next_kind(self, driver: str, u: float) -> str:
        choices = AFTER[self.state.get(driver, "delivered")]
        kind = next(name for name, bound in choices if u < bound)
        self.state[driver] = kind
        return kind


def uuid(bits: int, version: int) -> str:
    """128 bits as a UUID of the given version and RFC variant."""
    bits = bits & ~(0xF << 76) | version << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    text = f"{bits:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def event_id(when: datetime, ordinal: int, tail: int) -> str:
    """A version 7 UUID: milliseconds, ordinal, 62 bits."""
    millis = (when - EPOCH) // timedelta(milliseconds=1)
    return uuid(millis << 80 | ordinal << 64 | tail, 7)


def utc(when: datetime) -> str:
    """A time as the contract writes it, to the millisecond."""
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def encode(record: dict[str, object] | Event) -> bytes:
    """A record as one line of the contract, newline included."""
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def batch_name(when: datetime) -> str:
    """The batch id of the interval that starts at `when`."""
    return when.strftime("%Y%m%dT%H%M%SZ")


def write_companies(raw: Path, fleet: Fleet) -> None:
    """Write companies.jsonl whole."""
    raw.mkdir(parents=True, exist_ok=True)
    (raw / "companies.jsonl").write_bytes(b"".join(fleet.company_lines()))


def write_batch(raw: Path, fleet: Fleet, index: int, lines: list[bytes]) -> str:
    """Write a batch of whole lines with its true meta, by one rename; gives its id."""
    first = fleet.start + index * fleet.step
    name = batch_name(first)
    data = b"".join(lines)
    meta = {
        "format_version": 1,
        "batch_id": name,
        "interval_start": utc(first),
        "interval_end": utc(first + fleet.step),
        "event_count": len(lines),
        "line_count": len(lines),
        "company_count": fleet.companies,
        "driver_count": fleet.companies * fleet.drivers,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "seed": fleet.seed,
        "dataset_start": utc(fleet.start),
        "epoch": 0,
        "config_hash": "0" * 64,
        "faults": {},
    }
    staging = raw / "_staging" / name
    staging.mkdir(parents=True)
    (staging / "events.jsonl").write_bytes(data)
    (staging / "batch_meta.json").write_text(json.dumps(meta) + "\n")
    (raw / "events").mkdir(exist_ok=True)
    staging.rename(raw / "events" / name)
    return name


def write_fleet(raw: Path, fleet: Fleet, batches: int) -> list[str]:
    """Write companies and the first `batches` batches; gives the batch ids."""
    write_companies(raw, fleet)
    ids = []
    for index in range(batches):
        ids.append(write_batch(raw, fleet, index, [encode(each) for each in fleet.events(index)]))
    return ids
