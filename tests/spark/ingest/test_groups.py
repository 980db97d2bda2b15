"""Which batches go together, and what is known of their ids."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.batch import Batch
from ingest.groups import Group, IdRange, day_of, groups
from ingest.verify import Verified
from support.fleet import START, STEP, batch_name, event_id

MB = 1 << 20


def verified(index: int, size: int = MB, lines: int = 10) -> Verified:
    """A batch whose ids lie in its interval."""
    name = batch_name(START + index * STEP)
    batch = Batch(name, Path("/events") / name, lines, lines, size, "0" * 64, False)
    ends = (START + index * STEP, START + (index + 1) * STEP - STEP / 1000)
    low, high = (event_id(end, 0, 0).encode() for end in ends)
    return Verified(batch, (low, high), False)


def test_groups_are_bounded_in_number_and_bytes_but_hold_at_least_one() -> None:
    """In order."""
    sizes = [MB, 5000 * MB, MB, MB, MB]
    made = groups((verified(index, size) for index, size in enumerate(sizes)), most=2)
    assert [[each.batch.size // MB for each in group.batches] for group in made] == [
        [1],
        [5000],
        [1, 1],
        [1],
    ]


def test_proven_range_spans_disjoint_batches() -> None:
    """Batches without lines don't count."""
    empty = replace(verified(1, 0, 0), ids=None)
    group = Group((verified(0), empty, verified(2)))
    found = group.proven_range()
    assert found is not None
    assert (found.low.encode(), found.high.encode()) == (verified(0).ids[0], verified(2).ids[1])  # type: ignore[index]


@pytest.mark.parametrize(
    "other",
    [
        verified(0),
        replace(verified(1), ids=None),
        replace(verified(1), ids=(b"", verified(1).ids[1])),  # type: ignore[index]
        replace(verified(1), ids=(verified(1).ids[0], b"ffffffff-ffff-7000-8000-000000000000")),  # type: ignore[index]
    ],
)
def test_proven_range_is_none_if_an_id_might_occur_twice(other: Verified) -> None:
    """Overlap, no proof, or bytes that are no id."""
    assert Group((verified(0), other)).proven_range() is None


def test_proven_range_of_nothing_is_none() -> None:
    """A group of empty batches."""
    assert Group((replace(verified(0, 0, 0), ids=None),)).proven_range() is None


def test_slots_are_stretches_of_time_of_like_size() -> None:
    """Never a batch in two, none without lines."""
    batches = [verified(index, 10 * MB) for index in range(20)]
    batches[3] = replace(verified(3, 0, 0), ids=None)
    slots = list(Group(tuple(batches)).slots(cores=2))
    files = [str(each.batch.events_file) for each in batches if each.batch.lines]
    assert [file for slot in slots for file in slot] == files
    assert {len(slot) for slot in slots} <= {3, 4}
    small = Group((verified(0), verified(1)))
    assert len(list(small.slots(cores=64))) == 1


def test_condition_names_the_days_of_its_ids() -> None:
    """Both ends included."""
    low, high = event_id(START, 0, 0), event_id(START + 100 * STEP, 0, 0)
    assert day_of(high) == date(2026, 1, 2)
    assert IdRange(low, high).condition("t.") == (
        "t.event_date BETWEEN '2026-01-01' AND '2026-01-02'"
        f" AND t.event_id BETWEEN '{low}' AND '{high}'"
    )
