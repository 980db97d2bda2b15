"""Every kind of bad line gets its own reason, and good lines get none."""

from pathlib import Path

from pyspark.sql import SparkSession

from ingest.lines import file_per_task, numbered_lines
from ingest.reasons import bad_lines, rules
from support.bad_lines import LINE, planted
from support.fleet import Fleet, encode


def reasons_of(spark: SparkSession, file: Path) -> dict[int, tuple[str, bytes]]:
    """Reason and raw bytes by line number."""
    with file_per_task(spark):
        rows = bad_lines(numbered_lines(spark, [str(file)], [])).collect()
    return {row["line_number"]: (row["reason"], bytes(row["raw"])) for row in rows}


def test_bad_lines_names_each_planted_kind(spark: SparkSession, tmp_path: Path) -> None:
    """Over 50 kinds, 100 with their fields; raw bytes and line numbers are those of the file."""
    kinds = list(planted())
    file = tmp_path / "20260101T000000Z" / "events.jsonl"
    file.parent.mkdir()
    # Every second line is good; the first line may not start with a byte order mark here.
    good = LINE.encode()
    file.write_bytes(b"".join(good + b"\n" + line + b"\n" for _, line in kinds))
    found = reasons_of(spark, file)
    expected = {2 * n + 2: (reason, line) for n, (reason, line) in enumerate(kinds)}
    wrong = {n: (expected.get(n), found.get(n)) for n in expected | found}
    assert {n: pair for n, pair in wrong.items() if pair[0] != pair[1]} == {}
    reasons = {reason for reason, _ in kinds}
    assert len(reasons) > 100
    assert len({reason.partition(":")[0] for reason in reasons}) > 50


def test_rules_have_a_planted_line_each() -> None:
    """Those whose reason is computed aside."""
    named = {reason.strip("'") for reason, _ in rules() if "||" not in reason}
    assert named <= {reason for reason, _ in planted()}


def test_bad_lines_passes_every_generated_line(spark: SparkSession, tmp_path: Path) -> None:
    """Also the last line without its newline, and drivers with four digits."""
    fleet = Fleet(companies=2, drivers=1001, rate=0.5)
    file = tmp_path / "20260101T000000Z" / "events.jsonl"
    file.parent.mkdir()
    lines = [encode(event) for index in range(2) for event in fleet.events(index)]
    file.write_bytes(b"".join(lines)[:-1])
    assert b"-1000" in file.read_bytes()
    assert reasons_of(spark, file) == {}
