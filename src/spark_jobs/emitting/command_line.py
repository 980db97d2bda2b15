"""What the command line of generate.py asks for."""

from dataclasses import dataclass
from pathlib import Path

from emitting import options as emit
from lake.command_line import Once, Parser, directory
from lake.exits import CONFIG, USAGE, JobError

DESCRIPTION = """\
Makes a dataset on the cluster: whole batch directories below --out, on a file system that every
executor shares, then completed and verified by fleetgen; or a new Delta table of events. A task
that fails is made again to the same bytes, and so is the job: run it again to go on."""
EXAMPLES = """\
examples:
  spark-submit generate.py --from 2026-01-01T00:00:00Z --to 2026-02-01T00:00:00Z \\
    --out /data/january --set number_of_companies=1000
  spark-submit generate.py --from ... --to ... --table /data/staged/january --set shards=4

exit codes: 0 done, 64 usage, 73 the table exists, 74 fleetgen or Spark failed, 78 an option of the
dataset is wrong"""


@dataclass(frozen=True)
class Options:
    """Exactly one of `out` and `table` is set; `given` is what `emit` was made of."""

    emit: emit.Options
    given: dict[str, str]
    out: Path | None
    table: Path | None
    deep: bool


def parse(arguments: list[str]) -> Options:
    """The options in `arguments`; raises `JobError` 64 or 78 for any mistake."""
    parser = Parser(prog="generate.py", description=DESCRIPTION, epilog=EXAMPLES)
    add = parser.add_argument
    add("--from", dest="since", required=True, action=Once, help="start of the first interval")
    add("--to", dest="until", required=True, action=Once, help="end of the last interval")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=directory, action=Once, help="a data directory")
    target.add_argument("--table", type=directory, action=Once, help="a new Delta table")
    add("--deep", action="store_true", help="with --out: make every batch again and compare")
    add(
        "--set",
        dest="pairs",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a generative key (seed=7), intervals=N a task, shards=N (--table only), binary=PATH",
    )
    values = parser.parse_args(arguments)
    given = _pairs(values.pairs) | {"from": values.since, "to": values.until}
    if values.out and "shards" in given:
        raise JobError(USAGE, "Cannot share a batch: --out makes whole ones; leave shards out")
    if values.table and values.deep:
        raise JobError(USAGE, "Cannot verify a table: --deep needs --out")
    try:
        return Options(emit.parse(given), given, values.out, values.table, values.deep)
    except ValueError as error:
        raise JobError(CONFIG, str(error)) from error


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or key in pairs or key in ("from", "to"):
            raise JobError(USAGE, f"Cannot use --set {text}: it must be KEY=VALUE, each key once")
        pairs[key] = value
    return pairs
