"""Proves that every line of a file is valid, all lines at once, by the place of each value.

It is the form of `ingest.canonical` once more, for the files (nearly all) that have no other line:
those need no look at each line by Spark. What is not proved here may still be valid.
"""

from typing import Any

import numpy as np

from ingest.canonical import EVENT_TYPES

BEFORE_ID = b'{"event_id":"'
BEFORE_DRIVER = b'","driver_id":"DRV-'
BEFORE_COMPANY = b'","company_id":"'
BEFORE_TRUCK = b'","truck_id":"TRK-'
# From the end of the truck to the start of the time.
AROUND_TYPE = [f'","event_type":"{kind}","timestamp":"'.encode() for kind in EVENT_TYPES]
AFTER_TIME = b'Z"}'
SECOND = len("2026-01-01T00:00:00")
TIME = SECOND + len(".000")
FRACTIONS = np.array([f".{milli:03d}".encode() for milli in range(1000)])
UUID = 36

DRIVER = len(BEFORE_ID) + UUID + len(BEFORE_DRIVER)
SEQ = DRIVER + UUID + 1
SHORTEST = SEQ + 3 + len(BEFORE_COMPANY) + UUID + len(BEFORE_TRUCK) + len("0-0000")
SHORTEST += min(map(len, AROUND_TYPE)) + TIME + len(AFTER_TIME)
# Both numbers of a truck with at most 16 digits.
LONGEST_TRUCK = 33
END_OF_TIME = 253_402_300_800

HEX = np.full(256, 255, np.uint8)
HEX[np.frombuffer(b"0123456789abcdef-", np.uint8)] = np.arange(17)


class UnprovenError(Exception):
    """Some line differs from the form."""


def proven_ids(data: bytes) -> tuple[bytes, bytes]:
    """The least and the greatest event id of at least one line, all valid, no id twice.

    Raises `UnprovenError` if that can't be shown.
    """
    text = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    _require(len(ends) > 0 and ends[-1] + 1 == len(text))
    starts = np.concatenate(([0], ends[:-1] + 1))
    _require((ends - starts).min() >= SHORTEST)
    seq_ends = starts + SEQ + 3
    wide = text[seq_ends] != ord('"')
    seq_ends += wide
    _literal(text, starts, BEFORE_ID)
    _literal(text, starts + len(BEFORE_ID) + UUID, BEFORE_DRIVER)
    _literal(text, starts + SEQ - 1, b"-")
    _literal(text, seq_ends, BEFORE_COMPANY)
    companies = seq_ends + len(BEFORE_COMPANY)
    _literal(text, companies + UUID, BEFORE_TRUCK)
    _literal(text, ends - len(AFTER_TIME), AFTER_TIME)
    times = ends - len(AFTER_TIME) - TIME
    truck_ends = _truck_ends(text, times)
    _uuids(text, companies, 4)
    _require((_slices(text, companies, UUID) == _slices(text, starts + DRIVER, UUID)).all())
    _trucks(text, companies + UUID + len(BEFORE_TRUCK), truck_ends, (seq_ends, wide))
    heads = _uuids(text, starts + len(BEFORE_ID), 7)
    _times(text, times, heads >> np.uint64(16))
    return _extremes(data, starts, heads)


def _truck_ends(text: Any, times: Any) -> Any:
    """Where the truck ends, by the event type, which two letters tell apart."""
    last, before = text[times - 15 - 1], text[times - 15 - len(" driving") - 1]
    kinds = np.where(last == ord("d"), 2, np.where(before == ord("t"), 0, 1))
    truck_ends = times - np.array([len(around) for around in AROUND_TYPE])[kinds]
    for kind, around in enumerate(AROUND_TYPE):
        _literal(text, truck_ends[kinds == kind], around)
    return truck_ends


def _uuids(text: Any, at: Any, version: int) -> Any:
    """The first 64 bits of each UUID, once all are of this version."""
    least = np.array([0] * UUID, np.uint8)
    most = np.array([15] * UUID, np.uint8)
    least[[8, 13, 18, 23]] = most[[8, 13, 18, 23]] = HEX[ord("-")]
    least[14] = most[14] = version
    least[19], most[19] = 8, 11
    digits = HEX[_table(text, at, UUID)]
    _require(((digits >= least) & (digits <= most)).all())
    heads = np.zeros(len(at), np.uint64)
    for place in (*range(8), *range(9, 13), *range(14, 18)):
        heads = (heads << np.uint64(4)) | digits[:, place]
    return heads


def _times(text: Any, at: Any, millis: Any) -> None:
    """Each is the time of its id, so it is a time that exists."""
    seconds = (millis // np.uint64(1000)).astype(np.int64)
    first, last = int(seconds.min()), int(seconds.max())
    # A batch spans a day at most, so each second is written once.
    _require(last < END_OF_TIME and last - first < 86_400)
    every = np.arange(first, last + 1).astype("M8[s]")
    written = np.datetime_as_string(every).astype(f"S{SECOND}")
    _require((_slices(text, at, SECOND) == written[seconds - first]).all())
    fractions = FRACTIONS[(millis % np.uint64(1000)).astype(np.intp)]
    _require((_slices(text, at + SECOND, 4) == fractions).all())


def _trucks(text: Any, starts: Any, ends: Any, seq: tuple[Any, Any]) -> None:
    """Two numbers, the second of which ends in the driver's, four digits wide."""
    seq_ends, wide = seq
    drivers = _table(text, seq_ends - 4, 4).copy()
    _require((drivers[wide, 0] > ord("0")).all())
    drivers[~wide, 0] = ord("0")
    _require(_are_digits(drivers).all())
    _require((_table(text, ends - 4, 4) == drivers).all())
    widths = ends - starts
    _require(widths.min() >= 6 and widths.max() <= LONGEST_TRUCK)
    table = _table(text, starts, int(widths.max()))
    inside = np.arange(table.shape[1]) < widths[:, None]
    dashes = (table == ord("-")) & inside
    _require((dashes.sum(axis=1) == 1).all() and (_are_digits(table) | dashes | ~inside).all())
    first = dashes.argmax(axis=1)
    second = widths - first - 1
    _require(first.min() >= 1 and first.max() <= 16 and second.min() >= 4 and second.max() <= 16)
    _require(((first == 1) | (table[:, 0] > ord("0"))).all())
    _require(((second == 4) | (text[starts + first + 1] > ord("0"))).all())


def _extremes(data: bytes, starts: Any, heads: Any) -> tuple[bytes, bytes]:
    def ids(chosen: Any) -> list[bytes]:
        return [data[at : at + UUID] for at in (starts[chosen] + len(BEFORE_ID)).tolist()]

    order = np.sort(heads)
    again = np.unique(order[1:][order[1:] == order[:-1]])
    suspects = ids(np.isin(heads, again))
    _require(len(set(suspects)) == len(suspects))
    return min(ids(heads == order[0])), max(ids(heads == order[-1]))


def _are_digits(table: Any) -> Any:
    # Below "0" the difference wraps around.
    return table - np.uint8(ord("0")) <= 9


def _literal(text: Any, at: Any, expected: bytes) -> None:
    _require((_slices(text, at, len(expected)) == expected).all())


def _slices(text: Any, at: Any, width: int) -> Any:
    """The `width` bytes from each place."""
    every = np.ndarray((len(text) - width + 1,), f"S{width}", text, strides=(1,))
    return every[at]


def _table(text: Any, at: Any, width: int) -> Any:
    """The same as a row of numbers each."""
    return _slices(text, at, width).view(np.uint8).reshape(len(at), width)


def _require(holds: Any) -> None:
    if not holds:
        raise UnprovenError
