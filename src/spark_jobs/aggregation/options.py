"""What the command line of aggregate.py asks for."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lake.command_line import Once, Parser, directory, table_place
from lake.exits import USAGE, JobError

DESCRIPTION = """\
Aggregates the events table into --target: events_hourly (per hour, geography and type) and
driver_days (deliveries, trips and driving minutes per driver and day). Only days that changed
are rewritten. Totals are checked against the generator's batch_manifest.json."""
EXAMPLES = """\
example:
  spark-submit aggregate.py --source /data/staged/events_delta --target /data/processed

exit codes: 0 done, 64 usage, 65 totals differ, 73 directory unusable, 74 input or output failed,
75 another aggregation is running, 78 Delta Lake is missing"""


@dataclass(frozen=True)
class Options:
    """One aggregation: from which events table, into which zone."""

    source: Path
    target: Path
    manifest: Path
    json: bool = False

    @property
    def record(self) -> Path:
        """The ingest's table of batches taken."""
        return self.source.with_name(self.source.name + "_batches")

    @property
    def companies(self) -> Path:
        """The table of companies."""
        return self.source.with_name("companies_delta")


def parse(arguments: list[str]) -> Options:
    """The options in `arguments`; raises `JobError` 64 for any mistake."""
    parser = Parser(prog="aggregate.py", description=DESCRIPTION, epilog=EXAMPLES)
    add = parser.add_argument
    add("--source", type=table_place, required=True, action=Once, help="the events table")
    add("--target", type=table_place, required=True, action=Once, help="the processed zone")
    add("--manifest", type=directory, action=Once, help="default: ../../manifests of the source")
    add("--json", action="store_true", help="the summary as one JSON line")
    given: dict[str, Any] = vars(parser.parse_args(arguments))
    source: Path = given["source"]
    if given["target"] == source.parent:
        raise JobError(
            USAGE,
            f"Cannot aggregate into {source.parent}: it is the ingest's; name another --target",
        )
    default = source.parent.parent / "manifests" / "batch_manifest.json"
    return Options(source, given["target"], given["manifest"] or default, given["json"])
