"""An ingest that stops anywhere is completed by the next."""

import random

import pytest

from ingest.companies_table import CompaniesTable
from ingest.events_table import EventsTable
from ingest.quarantine_table import QuarantineTable
from ingest.record_table import RecordTable
from support.awkward import BATCHES, Clean, bring
from support.interrupting import InjectedError, stopping
from support.tables import Lake

STEPS = [
    (EventsTable, "create"),
    (RecordTable, "create"),
    (CompaniesTable, "follow"),
    (EventsTable, "add"),
    (QuarantineTable, "replace"),
    (RecordTable, "add"),
]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.long) for n in (2, 3))])
def test_ingest_completes_what_was_stopped_between_any_two_steps(
    clean: Clean, lake: Lake, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after every step, in random order, with a batch more each time."""
    draw = random.Random(seed)
    stops = [(owner, name, after) for owner, name in STEPS for after in (False, True)]
    draw.shuffle(stops)
    batches = draw.sample(range(BATCHES), BATCHES)
    for number, (owner, name, after) in enumerate(stops):
        bring(clean.raw, lake, batches[number // 2 : number // 2 + 1] if number % 2 == 0 else [])
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, stopping(getattr(owner, name), after))
            with pytest.raises(InjectedError):
                lake.ingest(batches_per_commit=2)
    assert lake.ingest().refused == {}
    assert lake.contents() == clean.tables
