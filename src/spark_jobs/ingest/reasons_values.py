"""Reasons that lie in the values of an object with the right keys, or in how it is written."""

from collections.abc import Iterator

from ingest.canonical import EVENT_FIELDS, EVENT_TYPES, SAME_TIME, SEQ, TIMESTAMP, TRUCK, UUID_V4

Rule = tuple[str, str]
HEX = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
CLOCK = r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?"


def rules() -> Iterator[Rule]:
    """In order: each field alone, fields against each other, then the form of the line."""
    for field in EVENT_FIELDS:
        yield f"'empty:{field}'", f"{field} = ''"
        yield f"'padded:{field}'", rf"{field} RLIKE r'\A\s|\s\z'"
    yield from _uuid("event_id", 7)
    yield from _uuid("company_id", 4)
    yield from _layout("driver_id", f"DRV-{UUID_V4}-{SEQ}")
    yield "'driver_not_of_company'", "substr(driver_id, 5, 36) <> company_id"
    yield from _layout("truck_id", r"TRK-(?:0|[1-9]\d{0,15})-(?:\d{4}|[1-9]\d{4,15})")
    pair = rf"(?:\A|-){SEQ} {TRUCK}\z".replace(r"\2", r"\1").replace(r"\3", r"\2")
    seq = "substring_index(driver_id, '-', -1)"
    yield "'truck_not_of_driver'", rf"NOT concat({seq}, ' ', truck_id) RLIKE r'{pair}'"
    yield from _event_type()
    yield from _timestamp()
    yield "'timestamp_not_of_event_id'", _different_time()
    yield from _form()


def _uuid(field: str, version: int) -> Iterator[Rule]:
    yield (
        f"'upper_case:{field}'",
        rf"{field} <> lower({field}) AND lower({field}) RLIKE r'\A{HEX}\z'",
    )
    yield f"'layout:{field}'", rf"NOT {field} RLIKE r'\A{HEX}\z'"
    yield f"'uuid_version:{field}'", f"substr({field}, 15, 1) <> '{version}'"
    yield f"'uuid_variant:{field}'", f"substr({field}, 20, 1) NOT IN ('8', '9', 'a', 'b')"


def _layout(field: str, form: str) -> Iterator[Rule]:
    yield (
        f"'upper_case:{field}'",
        rf"NOT {field} RLIKE r'\A{form}\z' AND {field} RLIKE r'(?i)\A{form}\z'",
    )
    yield f"'layout:{field}'", rf"NOT {field} RLIKE r'\A{form}\z'"


def _event_type() -> Iterator[Rule]:
    names = ", ".join(f"'{name}'" for name in EVENT_TYPES)
    spelt = "regexp_replace(lower(event_type), '[-_ ]+', ' ')"
    yield "'event_type_spelling'", f"event_type NOT IN ({names}) AND {spelt} IN ({names})"
    yield "'unknown_event_type'", f"event_type NOT IN ({names})"


def _timestamp() -> Iterator[Rule]:
    wrong = rf"NOT timestamp RLIKE r'\A{TIMESTAMP}\z' AND timestamp RLIKE "
    shape = r"\A\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z\z"
    no_date = "try_cast(substr(timestamp, 1, 10) AS DATE) IS NULL"
    yield "'timestamp_impossible_date'", f"{wrong} r'{shape}' AND {no_date}"
    yield "'timestamp_before_1970'", f"{wrong} r'{shape}' AND substr(timestamp, 1, 4) < '1970'"
    yield "'timestamp_impossible_time'", f"{wrong} r'{shape}'"
    kinds = {
        "epoch_number": r"[-+]?\d+(\.\d+)?",
        "date_only": r"\d{4}-\d{2}-\d{2}",
        "separator": rf"\d{{4}}-\d{{2}}-\d{{2}} {CLOCK}(Z|[-+]\d{{2}}:?\d{{2}})?",
        "without_zone": rf"\d{{4}}-\d{{2}}-\d{{2}}T{CLOCK}",
        "zone_not_z": rf"\d{{4}}-\d{{2}}-\d{{2}}T{CLOCK}[-+]00:?00",
        "not_utc": rf"\d{{4}}-\d{{2}}-\d{{2}}T{CLOCK}[-+]\d{{2}}:?\d{{2}}",
        "precision": rf"\d{{4}}-\d{{2}}-\d{{2}}T{CLOCK}Z",
        "letter_case": rf"\d{{4}}-\d{{2}}-\d{{2}}[Tt]{CLOCK}[Zz]",
    }
    for kind, form in kinds.items():
        yield f"'timestamp_{kind}'", rf"{wrong} r'\A{form}\z'"
    yield "'timestamp_layout'", rf"NOT timestamp RLIKE r'\A{TIMESTAMP}\z'"


def _different_time() -> str:
    cast = "try_cast(timestamp AS TIMESTAMP)"
    return f"NOT ({SAME_TIME.replace('timestamp', cast)})"


def _form() -> Iterator[Rule]:
    """All values are right, but the generator would have written the line otherwise."""
    order = ",".join(EVENT_FIELDS)
    yield "'form:key_order'", f"array_join(keys, ',') <> '{order}'"
    yield "'form:escapes'", r"contains(value, '\\')"
    yield "'form:spaces'", r"value RLIKE r'\A\s|[{:,]\s+\"|\"\s+[}:,]|\s\z'"
