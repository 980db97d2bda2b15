"""What an ingest tells: progress to standard error, a summary to standard output."""

import json
import sys
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone


@dataclass
class Summary:
    """One pass over the source."""

    batches: int = 0
    lines: int = 0
    bytes: int = 0
    quarantined: int = 0
    companies: int = 0
    total_events: int | None = None
    refused: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    dry_run: bool = False

    def text(self) -> str:
        """For people: one line, then one for each refused batch."""
        verb = "Would take" if self.dry_run else "Took"
        parts = [f"{verb} {self.batches:,} batches ({self.lines:,} lines, {_size(self.bytes)})"]
        if not self.dry_run:
            parts.append(f"{self.companies:,} companies")
            parts.append(f"{self.quarantined:,} lines into quarantine")
        if self.total_events is not None:
            parts.append(f"the table holds {self.total_events:,} events")
        lines = [", ".join(parts) + f"; {self.seconds:.1f} s."]
        lines += [f"Refused {name}: {reason}" for name, reason in sorted(self.refused.items())]
        return "\n".join(lines)


class Report:
    """Speaks to people, or to machines if `as_json`."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def progress(self, message: str) -> None:
        """One line of progress for people."""
        if not self._as_json:
            now = datetime.now(timezone.utc).strftime("%H:%M:%S")
            print(f"{now} {message}", file=sys.stderr, flush=True)

    def summary(self, summary: Summary) -> None:
        """The result of a pass."""
        text = json.dumps(asdict(summary)) if self._as_json else summary.text()
        print(text, flush=True)


def _size(count: int) -> str:
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} GB"
