"""Results of sections, kept between runs so that each can be measured alone."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from table import Row, Section

PLACE = Path(".cache/bench-spark")


@dataclass(frozen=True)
class Result:
    """A section, when it was measured (UTC), and the machine's load just before."""

    section: Section
    at: str
    load: float


def keep(name: str, result: Result) -> None:
    """Replaces the section's earlier result."""
    PLACE.mkdir(parents=True, exist_ok=True)
    (PLACE / f"{name}.json").write_text(json.dumps(asdict(result)))


def kept(name: str) -> Result | None:
    """The section's latest result, if it was ever measured here."""
    try:
        found = json.loads((PLACE / f"{name}.json").read_text())
    except FileNotFoundError:
        return None
    rows = [Row(**row) for row in found["section"]["rows"]]
    return Result(Section(rows, found["section"]["note"]), found["at"], found["load"])
