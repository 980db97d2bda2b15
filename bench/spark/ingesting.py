"""batch_ingest.py as people run it, but in a session that is there."""

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import batch_ingest


def ingest(events: Path, target: Path, *more: str) -> dict[str, Any]:
    """One pass, from the command line's flags to the summary, which it gives."""
    told = StringIO()
    with redirect_stdout(told):
        code = batch_ingest.main(
            ["--source", str(events), "--target", str(target), "--json", *more]
        )
    if code:
        raise RuntimeError(f"batch_ingest ended with {code}: {told.getvalue()}")
    summary: dict[str, Any] = json.loads(told.getvalue())
    return summary
