"""What the command line of batch_ingest.py asks for."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lake.command_line import Once, Parser, count, directory, instant, seconds, table_place
from lake.exits import USAGE, JobError

DESCRIPTION = """\
Takes raw batches into Delta tables, each event exactly once: new batches only, in any order,
as often as you like. Beside --target it writes <target>_batches (which batches are in),
<target>_quarantine (lines that are not valid, with the reason) and companies_delta."""
EXAMPLES = """\
examples:
  spark-submit batch_ingest.py --source /data/raw/events --target /data/staged/events_delta
  spark-submit batch_ingest.py --source ... --target ... --watch 60
  spark-submit batch_ingest.py --source ... --target ... --dry-run --json

exit codes: 0 done, 64 usage, 65 a batch was refused (the others are in), 73 directory unusable,
74 input or output failed, 75 another ingest is running, 78 Delta Lake is missing"""


@dataclass(frozen=True)
class Options:
    """One ingest: where from, where to, which batches, and how to tell of it."""

    source: Path
    target: Path
    since: datetime | None = None
    until: datetime | None = None
    watch: float | None = None
    batches_per_commit: int = 1000
    dry_run: bool = False
    json: bool = False

    @property
    def companies_file(self) -> Path:
        """companies.jsonl of the same raw zone."""
        return self.source.parent / "companies.jsonl"

    @property
    def companies(self) -> Path:
        """The table of companies."""
        return self.target.with_name("companies_delta")

    @property
    def record(self) -> Path:
        """The table of batches taken."""
        return self.target.with_name(self.target.name + "_batches")

    @property
    def quarantine(self) -> Path:
        """The table of bad lines."""
        return self.target.with_name(self.target.name + "_quarantine")


def parse(arguments: list[str]) -> Options:
    """The options in `arguments`; raises `JobError` 64 for any mistake."""
    parser = Parser(prog="batch_ingest.py", description=DESCRIPTION, epilog=EXAMPLES)
    add = parser.add_argument
    add("--source", type=directory, required=True, action=Once, help="directory of the batches")
    add("--target", type=table_place, required=True, action=Once, help="the events table")
    add("--from", dest="since", type=instant, action=Once, help="first interval start taken")
    add("--to", dest="until", type=instant, action=Once, help="interval starts before it are taken")
    add("--watch", type=seconds, action=Once, metavar="SECONDS", help="repeat until stopped")
    add(
        "--batches-per-commit",
        type=count,
        action=Once,
        default=1000,
        metavar="N",
        help="at most N batches in one commit (1000); what a crash undoes is at most one",
    )
    add("--dry-run", action="store_true", help="check and count, write nothing")
    add("--json", action="store_true", help="the summary as one JSON line")
    options = Options(**_without_private(vars(parser.parse_args(arguments))))
    if options.since and options.until and options.since >= options.until:
        raise JobError(USAGE, "Cannot take an empty range: --from must be before --to")
    source = options.source.resolve()
    if source == options.target or source in options.target.parents:
        raise JobError(USAGE, f"Cannot write into the source: --target {options.target} lies in it")
    return options


def _without_private(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if not key.startswith("_")}
