"""The generator's clean, as a job beside it sees it."""

import shutil
from pathlib import Path


def set_aside(zone: Path) -> None:
    """Moves every entry of a zone into its trash, but for the lock, and deletes that."""
    trash = zone / ".trash-1"
    trash.mkdir()
    for entry in zone.iterdir():
        if entry.name not in (".lock", trash.name):
            entry.rename(trash / entry.name)
    shutil.rmtree(trash)
