"""--dry-run checks and counts, and writes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

import batch_ingest
from ingest.report import Report
from ingest.run import Ingest
from lake.lock import holding
from support.fleet import Fleet, write_fleet
from support.tables import Lake


def test_dry_run_says_what_would_be_taken_and_refused(lake: Lake) -> None:
    """Within the span asked for."""
    names = write_fleet(lake.raw, Fleet(), 3)
    (lake.options.source / names[1] / "events.jsonl").write_bytes(b"")
    before = sorted(lake.raw.parent.rglob("*"))
    options = replace(lake.options, dry_run=True)
    summary = Ingest(lake.spark, options, Report(as_json=True)).once()
    assert (summary.batches, list(summary.refused)) == (2, [names[1]])
    assert summary.text().startswith("Would take 2 batches (")
    assert sorted(lake.raw.parent.rglob("*")) == before


@pytest.mark.parametrize("case", ["usage", "no source", "no table", "busy"])
def test_main_ends_with_the_code_of_the_contract(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before Spark is asked for anything; one sentence on standard error."""
    source, target = tmp_path / "raw" / "events", tmp_path / "staged" / "events_delta"
    arguments = ["--source", str(source), "--target", str(target)]
    if case != "no source":
        source.mkdir(parents=True)
    if case == "no table":
        target.mkdir(parents=True)
        (target / "mine").touch()
    if case == "busy":
        with holding(target.parent, "other"):
            code = batch_ingest.main(arguments)
    else:
        code = batch_ingest.main([*arguments, "--bad"] if case == "usage" else arguments)
    assert code == {"usage": 64, "no source": 73, "no table": 73, "busy": 75}[case]
    told = capsys.readouterr().err
    assert told.startswith("batch_ingest: Cannot ")
    assert told.count("\n") == 1
