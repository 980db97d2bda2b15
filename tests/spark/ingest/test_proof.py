"""Files proved valid as a whole: never one with a line that is not."""

from collections.abc import Iterator
from pathlib import Path

from pyspark.sql import SparkSession

from ingest.lines import file_per_task, numbered_lines
from ingest.proof import UnprovenError, proven_ids
from ingest.reasons import bad_lines
from support.bad_lines import LINE, planted
from support.fleet import Fleet, encode

GENERATED = [encode(each) for each in Fleet(drivers=1001).events(0)]
FOUR_DIGITS = next(line for line in GENERATED if b'-1000"' in line)
WRONG_BYTES = b'"0afgA9 -Z\\\x00\xff'


def mutants(line: bytes) -> Iterator[bytes]:
    """The line with one byte changed, lost or doubled, everywhere but in its newline."""
    for at in range(len(line) - 1):
        yield line[:at] + line[at + 1 :]
        yield line[: at + 1] + line[at:]
        for byte in WRONG_BYTES:
            yield line[:at] + bytes([byte]) + line[at + 1 :]


def is_proven(data: bytes) -> bool:
    try:
        proven_ids(data)
    except UnprovenError:
        return False
    return True


def test_proven_ids_gives_the_first_and_the_last_id_of_a_generated_file() -> None:
    ids = sorted(line[13:49] for line in GENERATED)
    assert proven_ids(b"".join(GENERATED)) == (ids[0], ids[-1])


def test_proven_ids_takes_just_the_lines_that_bad_lines_passes(
    spark: SparkSession, tmp_path: Path
) -> None:
    """Planted kinds and thousands of mutants, each behind a good line in a file of its own."""
    lines = [line + b"\n" for _, line in planted()]
    lines += [*mutants(LINE.encode() + b"\n"), *mutants(FOUR_DIGITS)]
    good = next(line for line in GENERATED if line != FOUR_DIGITS)
    proven = {n for n, line in enumerate(lines, 1) if is_proven(good + line)}
    file = tmp_path / "20260101T000000Z" / "events.jsonl"
    file.parent.mkdir()
    file.write_bytes(b"".join(lines))
    with file_per_task(spark):
        rows = bad_lines(numbered_lines(spark, [str(file)], [])).collect()
    bad = {row["line_number"] for row in rows}
    assert proven == {*range(1, len(lines) + 1)} - bad
    assert len(proven) > 100


def test_proven_ids_refuses_an_id_that_comes_twice_and_a_cut_last_line() -> None:
    first, second = GENERATED[:2]
    assert is_proven(first + second)
    assert not is_proven(first + second + first)
    assert not is_proven(first + second[:-1])
    assert not is_proven(b"")
