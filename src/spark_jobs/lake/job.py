"""Runs a job's body and turns its end into an exit code and at most one sentence."""

import sys
from collections.abc import Callable

from lake.exits import INTERRUPTED, IO, JobError


def finish(name: str, body: Callable[[], int]) -> int:
    """The exit code of `body`; what it raises is told in one sentence on standard error."""
    try:
        return body()
    except JobError as error:
        return _tell(name, str(error), error.code)
    except KeyboardInterrupt:
        return _tell(name, "Interrupted; run it again to go on", INTERRUPTED)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".strip().splitlines()[0][:400]
        return _tell(name, f"Cannot go on: {reason}; run it again, nothing is taken twice", IO)


def _tell(name: str, sentence: str, code: int) -> int:
    print(f"{name}: {sentence}", file=sys.stderr, flush=True)
    return code
