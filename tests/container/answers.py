"""Usage: answers.py status|clean|meta|log <ANSWER: does it hold what the quickstart promises?"""

import json
import sys


def status(text: str) -> None:
    """Of a running generator."""
    told = json.loads(text)
    assert told["status"] == told["lifecycle"]["state"] == "running"
    assert told["uptime"]["seconds"] > 0
    assert told["uptime"]["hours"] > 0
    for name in ("company_generator", "driver_generator"):
        assert told[name]["total_batches"] > 0
        assert told[name]["last_batch_time"].endswith("Z")
        assert told[name]["idle_seconds"] >= 0
    assert told["state"]["state_file"].startswith("/data/manifests/")


def clean(text: str) -> None:
    """Everything was deleted, raw events among it."""
    told = json.loads(text)
    assert told["success"] is True
    assert told["cleanup_status"] == "complete"
    assert told["counts"]["files"] > 0
    assert any("raw" in item["path"] for item in told["deleted_items"])


def meta(text: str) -> None:
    """A batch's own account."""
    told = json.loads(text)
    assert told["event_count"] > 0
    assert len(told["sha256"]) == 64


def log(text: str) -> None:
    """Every line as it is in the container's log and in the log file."""
    fields = {"timestamp", "component", "run_id", "level", "message", "metadata"}
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines
    assert all(line.keys() >= fields for line in lines)


if __name__ == "__main__":
    said = sys.stdin.read()
    print(said)
    {"status": status, "clean": clean, "meta": meta, "log": log}[sys.argv[1]](said)
