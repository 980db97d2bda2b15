"""Planted lines that are not valid, each with the reason that it must get."""

import json
import re
from collections.abc import Iterator

from support.fleet import Event, uuid

COMPANY = uuid(0x1234567890ABCDEF1234567890ABCDEF, 4)
GOOD: Event = {
    "event_id": "019b76da-a800-7000-8abc-0123456789ab",
    "driver_id": f"DRV-{COMPANY}-007",
    "company_id": COMPANY,
    "truck_id": "TRK-42-30007",
    "event_type": "delivered",
    "timestamp": "2026-01-01T00:00:00.000Z",
}
LINE = json.dumps(GOOD, separators=(",", ":"))
Planted = tuple[str, bytes]


def planted() -> Iterator[Planted]:
    """(reason, line without its newline): every kind, some in several variants."""
    for part in (_bytes(), _json(), _shapes(), _keys(), _types(), _ids(), _times(), _forms()):
        yield from part


def changed(**values: object) -> bytes:
    """The good line with other values."""
    return json.dumps({**GOOD, **values}, separators=(",", ":")).encode()


def _bytes() -> Iterator[Planted]:
    line = LINE.encode()
    yield "blank_line", b""
    yield "whitespace_line", b"  \t "
    yield "too_long", line + b" " * 70_000
    yield "invalid_utf8", line.replace(b"delivered", b"deliver\xff")
    yield "invalid_utf8", b"\x80"
    yield "byte_order_mark", b"\xef\xbb\xbf" + line
    yield "carriage_return", line + b"\r"
    yield "control_character", line + b"\x00"
    yield "control_character", line.replace(b"-007", b"-0\x0107")


def _json() -> Iterator[Planted]:
    yield "single_quotes", LINE.replace('"', "'").encode()
    yield "not_a_number", LINE.replace('"delivered"', "NaN").encode()
    yield "not_a_number", LINE.replace('"delivered"', "-Infinity").encode()
    yield "python_literal", LINE.replace('"delivered"', "None").encode()
    yield "truncated", LINE[:100].encode()
    yield "truncated", LINE[:-1].encode()
    yield "truncated", b"{"
    yield "cut_at_the_front", LINE[60:].encode()
    yield "trailing_text", f"{LINE} and more".encode()
    yield "trailing_text", f"{LINE}]".encode()
    yield "trailing_text", f"{LINE},".encode()
    yield "leading_text", f"INFO {LINE}".encode()
    yield "several_objects", f"{LINE}{LINE}".encode()
    yield "several_objects", f"{LINE},{LINE}".encode()
    yield "trailing_comma", f"{LINE[:-1]},}}".encode()
    yield "unquoted_key", LINE.replace('"event_id"', "event_id").encode()
    yield "comment", LINE.replace(":", ":/* */", 1).encode()
    yield "not_json", b"hello"
    yield "not_json", b"#" * 300


def _shapes() -> Iterator[Planted]:
    yield "top_level:array", f"[{LINE}]".encode()
    yield "top_level:string", b'"delivered"'
    yield "top_level:number", b"42"
    yield "top_level:number", b"-1.5e3"
    yield "top_level:boolean", b"true"
    yield "top_level:null", b"null"
    yield "several_values", b"1,2"
    yield "empty_object", b"{}"
    yield "top_level:array", b"[" * 500 + b"]" * 500


def _keys() -> Iterator[Planted]:
    for field in GOOD:
        rest = {key: value for key, value in GOOD.items() if key != field}
        yield f"missing:{field}", json.dumps(rest, separators=(",", ":")).encode()
        again = f'{LINE[:-1]},"{field}":"{GOOD[field]}"}}'
        yield f"duplicate_key:{field}", again.encode()
    yield "extra_key", changed(speed="80")
    yield "duplicate_key", f'{LINE[:-1]},"x":1,"x":2}}'.encode()
    yield "missing:event_id", LINE.replace("event_id", "Event_Id").encode()
    yield "missing:event_id", json.dumps({"event": GOOD}).encode()


def _types() -> Iterator[Planted]:
    for field in GOOD:
        yield f"null:{field}", changed(**{field: None})
        yield f"number:{field}", changed(**{field: 7})
        yield f"number:{field}", changed(**{field: 1.5e300})
        yield f"boolean:{field}", changed(**{field: True})
        yield f"object:{field}", changed(**{field: {"a": 1}})
        yield f"array:{field}", changed(**{field: ["a"]})
        yield f"empty:{field}", changed(**{field: ""})
        yield f"padded:{field}", changed(**{field: GOOD[field] + " "})


def _ids() -> Iterator[Planted]:
    for field in ("event_id", "company_id", "driver_id", "truck_id"):
        kind = {"driver_id": "drv-", "truck_id": "trk-42-30007"}.get(field)
        value = kind if field == "truck_id" else GOOD[field].upper()
        value = f"{kind}{COMPANY}-007" if field == "driver_id" else value
        yield f"upper_case:{field}", changed(**{field: value})
        yield f"layout:{field}", changed(**{field: "x" + GOOD[field]})
    yield "layout:event_id", changed(event_id=GOOD["event_id"].replace("-", ""))
    yield "uuid_version:event_id", changed(event_id=GOOD["event_id"].replace("-7", "-4"))
    yield "uuid_variant:event_id", changed(event_id=GOOD["event_id"].replace("-8", "-c"))
    yield "uuid_version:company_id", changed(company_id=COMPANY[:14] + "1" + COMPANY[15:])
    yield "uuid_variant:company_id", changed(company_id=COMPANY[:19] + "f" + COMPANY[20:])
    yield "layout:driver_id", changed(driver_id=f"DRV-{COMPANY}-7")
    yield "layout:driver_id", changed(driver_id=f"DRV-{COMPANY}-0007")
    yield "driver_not_of_company", changed(company_id=COMPANY[:-1] + "0")
    yield "layout:truck_id", changed(truck_id="TRK-42-007")
    yield "truck_not_of_driver", changed(truck_id="TRK-42-30008")
    yield "truck_not_of_driver", changed(truck_id="TRK-42-37007")
    yield "event_type_spelling", changed(event_type="Delivered")
    yield "event_type_spelling", changed(event_type="start_driving")
    yield "unknown_event_type", changed(event_type="teleported")


def _times() -> Iterator[Planted]:
    kinds = {
        "impossible_date": ("2026-02-30T00:00:00.000Z", "2026-13-01T00:00:00.000Z"),
        "before_1970": ("1969-12-31T23:59:59.999Z",),
        "impossible_time": ("2026-01-01T24:00:00.000Z", "2026-01-01T00:00:60.000Z"),
        "epoch_number": ("1767225600000",),
        "date_only": ("2026-01-01",),
        "separator": ("2026-01-01 00:00:00.000Z", "2026-01-01 00:00:00"),
        "without_zone": ("2026-01-01T00:00:00.000", "2026-01-01T00:00"),
        "zone_not_z": ("2026-01-01T00:00:00.000+00:00",),
        "not_utc": ("2026-01-01T02:00:00.000+02:00", "2025-12-31T19:00:00-0500"),
        "precision": ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000000Z"),
        "letter_case": ("2026-01-01t00:00:00.000z",),
        "layout": ("01/01/2026", "yesterday", "2026-1-1T00:00:00.000Z"),
        "not_of_event_id": ("2026-01-01T00:00:00.001Z", "9999-12-31T23:59:59.999Z"),
    }
    for kind, values in kinds.items():
        for value in values:
            yield f"timestamp_{kind}", changed(timestamp=value)


def _forms() -> Iterator[Planted]:
    yield "form:spaces", json.dumps(GOOD).encode()
    yield "form:spaces", f"{LINE} ".encode()
    yield "form:spaces", f"\t{LINE}".encode()
    yield "form:key_order", json.dumps(GOOD, sort_keys=True, separators=(",", ":")).encode()
    yield "form:escapes", re.sub("delivered", r"\\u0064elivered", LINE).encode()
