"""Mistakes on the command line are told in one sentence, with exit code 64."""

from argparse import ArgumentTypeError
from datetime import datetime, timezone
from pathlib import Path

import pytest

from ingest.options import Options, parse
from lake.command_line import directory, instant
from lake.exits import JobError

NEEDED = ["--source", "/data/raw/events", "--target", "/data/staged/events_delta"]


def test_parse_names_the_tables_beside_the_target() -> None:
    """As the brief's command line gives it."""
    options = parse(NEEDED)
    assert options == Options(Path("/data/raw/events"), Path("/data/staged/events_delta"))
    assert options.companies_file == Path("/data/raw/companies.jsonl")
    beside = [options.companies, options.record, options.quarantine]
    names = ["companies_delta", "events_delta_batches", "events_delta_quarantine"]
    assert beside == [Path("/data/staged") / name for name in names]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([], "required: --source, --target"),
        ([*NEEDED, "--sourc", "x"], "unrecognized arguments: --sourc x"),
        ([*NEEDED, "--target", "/b"], "--target is given twice"),
        ([*NEEDED, "--watch", "0"], "above 0 and at most 86400: found '0'"),
        ([*NEEDED, "--watch", "nan"], "found 'nan'"),
        ([*NEEDED, "--batches-per-commit", "0"], "found '0'"),
        ([*NEEDED, "--from", "2026-01-01"], "must look like 2026-01-01T00:00:00Z"),
        ([*NEEDED, "--from", "2026-02-30T00:00:00Z"], "no such time as '2026-02-30T00:00:00Z'"),
        (["--source", "/a", "--target", "/a/b"], "--target /a/b lies in it"),
        (["--source", "s3a://bucket/a", "--target", "/b"], "found 's3a://bucket/a'"),
        (["--source", "", "--target", "/b"], "found ''"),
    ],
)
def test_parse_refuses_a_mistake_in_one_sentence(arguments: list[str], part: str) -> None:
    """The sentence names what was found."""
    with pytest.raises(JobError) as refused:
        parse(arguments)
    assert refused.value.code == 64
    assert part in str(refused.value)
    assert "\n" not in str(refused.value)


def test_parse_refuses_an_empty_range() -> None:
    """--from is included, --to is not."""
    same = "2026-01-01T00:00:00Z"
    with pytest.raises(JobError, match="--from must be before --to"):
        parse([*NEEDED, "--from", same, "--to", same])


def test_instant_reads_any_zone_as_utc() -> None:
    """Fractions beyond microseconds are cut."""
    assert instant("2026-01-01T02:00:00+02:00") == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert instant("2026-01-01T00:00:00.1234567Z").microsecond == 123456
    assert instant("2026-01-01T00:00Z") == datetime(2026, 1, 1, tzinfo=timezone.utc)
    with pytest.raises(ArgumentTypeError):
        instant("2026-W01-1T00:00:00Z")


def test_parse_knows_a_target_by_its_one_true_name(tmp_path: Path) -> None:
    """Or two ingests by two names would hold two locks; the source's companies stay beside it."""
    true = tmp_path / "staged" / "events_delta"
    true.mkdir(parents=True)
    (tmp_path / "link").symlink_to(true)
    (tmp_path / "raw").symlink_to(tmp_path / "other")
    options = parse(["--source", f"{tmp_path}/raw/events", "--target", f"{tmp_path}/link"])
    assert options.target == true
    assert options.companies_file == tmp_path / "raw" / "companies.jsonl"
    with pytest.raises(JobError, match="lies in it"):
        parse(["--source", f"{tmp_path}/raw", "--target", f"{tmp_path}/other/events"])


def test_directory_takes_local_paths_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Relative ones count from the working directory."""
    monkeypatch.chdir(tmp_path)
    assert directory("a/b") == tmp_path / "a" / "b"
    assert directory("file:///a/b") == Path("/a/b")
    assert directory("file:/a/b") == Path("/a/b")
