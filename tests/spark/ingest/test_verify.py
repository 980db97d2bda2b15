"""Batches on disk against their meta."""

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from ingest.batch import RefusedError, interval_start
from ingest.find import new_batches
from ingest.verify import unique_ids, verify
from lake.exits import JobError, RemovedError
from support.fleet import Fleet, encode, write_batch


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """One good batch."""
    fleet = Fleet()
    name = write_batch(tmp_path, fleet, 0, [encode(each) for each in fleet.events(0)])
    return tmp_path / "events" / name


def change_meta(batch: Path, **values: Any) -> None:
    file = batch / "batch_meta.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}))


def test_verify_gives_the_range_of_ids(batch: Path) -> None:
    """Of a batch without repeats."""
    found = verify(batch)
    lines = (batch / "events.jsonl").read_bytes().splitlines()
    ids = [json.loads(line)["event_id"].encode() for line in lines]
    assert found.ids == (min(ids), max(ids))
    assert (found.batch.lines, found.batch.defects, found.starts_with_mark) == (
        len(ids),
        False,
        False,
    )


def test_verify_takes_an_empty_batch_and_a_cut_last_line(tmp_path: Path) -> None:
    """If the meta says so."""
    empty = tmp_path / "events" / write_batch(tmp_path, Fleet(), 0, [])
    assert (verify(empty).batch.lines, verify(empty).ids) == (0, None)
    cut = tmp_path / "events" / write_batch(tmp_path, Fleet(), 1, [b"a\n", b"b"])
    assert verify(cut).batch.lines == 2


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"format_version": 2}, "format_version 2 is not known here"),
        ({"batch_id": "20260101T001500Z"}, "its meta belongs to batch 20260101T001500Z"),
        ({"sha256": "abc"}, "'sha256' in batch_meta.json must be 64 hex digits"),
        ({"sha256": "0" * 64}, "does not match its meta: sha256 000"),
        ({"line_count": 1}, "does not match its meta: line_count 1, found "),
        ({"line_count": "1"}, "'line_count' in batch_meta.json must be a count: found '1'"),
        ({"event_count": -1}, "'event_count' in batch_meta.json must be a count: found -1"),
        ({"bytes": 7}, "does not match its meta: bytes 7, found "),
        ({"event_count": 2**64}, "'event_count' in batch_meta.json must be a count: found 18446"),
    ],
)
def test_verify_refuses_a_wrong_meta(batch: Path, values: dict[str, Any], reason: str) -> None:
    """Naming key and values."""
    change_meta(batch, **values)
    with pytest.raises(RefusedError, match=reason):
        verify(batch)


def test_verify_refuses_what_it_cannot_read(batch: Path) -> None:
    """Meta or lines."""
    (batch / "events.jsonl").unlink()
    with pytest.raises(RefusedError, match=r"events\.jsonl can.t be read: No such file"):
        verify(batch)
    texts = {"{": "is not JSON", "[]": "is not an object", "[" * 100_000: "is not JSON"}
    for text, reason in texts.items():
        (batch / "batch_meta.json").write_text(text)
        with pytest.raises(RefusedError, match=reason):
            verify(batch)


def test_unique_ids_sees_repeats_at_the_place_of_the_id() -> None:
    """Whatever else the lines hold."""
    line = b'{"event_id":"' + b"a" * 36 + b'",1}\n'
    assert unique_ids(line + line.replace(b"1", b"2")) is None
    assert unique_ids(line + line.replace(b"a", b"b")) == (b"a" * 36, b"b" * 36)
    assert unique_ids(b"\n\n") is None


def test_new_batches_passes_over_what_is_no_batch(batch: Path) -> None:
    """Other names, directories without meta, recorded ones, and those outside the span."""
    source = batch.parent
    for name in ("_staging", "20260101T001500", "20261301T000000Z", "20260101T003000Z"):
        (source / name).mkdir()
    (source / "x.txt").touch()
    assert new_batches(source, set(), (None, None)) == [batch]
    assert new_batches(source, {batch.name}, (None, None)) == []
    start = interval_start(batch.name)
    assert start == datetime(2026, 1, 1, tzinfo=timezone.utc)
    assert new_batches(source, set(), (start, None)) == [batch]
    assert new_batches(source, set(), (None, start)) == []
    with pytest.raises(RemovedError, match="--source is the directory of the batches"):
        new_batches(source / "absent", set(), (None, None))
    with pytest.raises(JobError, match=r"Cannot list .*: Not a directory"):
        new_batches(source / "x.txt", set(), (None, None))


def test_new_batches_gives_what_may_not_be_looked_into(
    batch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is refused by name, and the others are taken."""

    def denied(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", denied)
    assert new_batches(batch.parent, set(), (None, None)) == [batch]
    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(RefusedError, match=r"batch_meta\.json can.t be read: Permission denied"):
        verify(batch)
