"""Processes that a test started, their children, and their end."""

import os
import signal
import subprocess
from pathlib import Path


def children(parent: int) -> list[int]:
    """Process ids of the direct children of `parent`."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process group that `process` leads, and waits for the process."""
    for number, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    process.wait(1)
