"""Lines cut into fields by position: the same lines are valid as by the whole expression."""

import json
from collections.abc import Iterator
from pathlib import Path

from pyspark.sql import SparkSession

from ingest.canonical import EVENT_FIELDS
from ingest.fields import with_fields
from ingest.lines import file_per_task, numbered_lines
from ingest.reasons import bad_lines
from support.bad_lines import LINE, planted
from support.fleet import Fleet, encode
from support.generator import as_text

WRONG_BYTES = b'"0afgA9 -Z\\\xff'


def mutants(line: bytes) -> Iterator[bytes]:
    """The line with one byte changed, lost or doubled, everywhere."""
    for at in range(len(line)):
        yield line[:at] + line[at + 1 :]
        yield line[: at + 1] + line[at:]
        for byte in WRONG_BYTES:
            yield line[:at] + bytes([byte]) + line[at + 1 :]


def written(place: Path, lines: list[bytes]) -> str:
    file = place / "20260101T000000Z" / "events.jsonl"
    file.parent.mkdir()
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return str(file)


def test_with_fields_finds_the_lines_valid_that_bad_lines_passes(
    spark: SparkSession, tmp_path: Path
) -> None:
    """Every planted kind, generated lines, and thousands of mutants of one."""
    generated = [encode(each).rstrip(b"\n") for each in Fleet(drivers=1001).events(0)]
    four_digits = next(line for line in generated if b'-1000"' in line)
    lines = [*(line for _, line in planted()), *generated]
    lines += [*mutants(LINE.encode()), *mutants(four_digits)]
    # A byte order mark at the start of a file is a matter of reading it.
    file = written(tmp_path, [LINE.encode(), *lines])
    with file_per_task(spark):
        numbered = numbered_lines(spark, [file], [])
        found = with_fields(numbered).select("line_number", "valid").collect()
        bad = {row["line_number"] for row in bad_lines(numbered).select("line_number").collect()}
    assert len(found) == len(lines) + 1
    assert {row["line_number"] for row in found if not row["valid"]} == bad
    assert len(found) - len(bad) > len(generated)


def test_with_fields_gives_the_values_of_the_line(spark: SparkSession, tmp_path: Path) -> None:
    """Drivers of three digits and of four."""
    lines = [encode(each).rstrip(b"\n") for each in Fleet(drivers=1001).events(0)]
    with file_per_task(spark):
        numbered = numbered_lines(spark, [written(tmp_path, lines)], [])
        rows = with_fields(numbered).orderBy("line_number").collect()
    assert all(row["valid"] and row["event_date"] == row["timestamp"].date() for row in rows)
    values = [as_text(row[field] for field in EVENT_FIELDS) for row in rows]
    assert values == [tuple(json.loads(line).values()) for line in lines]
