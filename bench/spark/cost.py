"""What work costs: wall time, CPU time and memory of this process and all that it started."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds; CPU is that of Python, the JVM and their children together."""

    wall: float
    cpu: float

    def text(self) -> str:
        """For a table."""
        return f"{self.wall:.1f} s wall, {self.cpu:.1f} s CPU"


def cost_of(work: Callable[[], object]) -> Cost:
    """Does the work once."""
    cpu, wall = _cpu(), time.monotonic()
    work()
    return Cost(time.monotonic() - wall, _cpu() - cpu)


def medians(costs: list[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(median(cost.wall for cost in costs), median(cost.cpu for cost in costs))


def interleaved(rounds: int, *works: Callable[[], object]) -> list[Cost]:
    """The medians of each work, done in turns, after one round that does not count."""
    costs: list[list[Cost]] = [[] for _ in works]
    for number in range(rounds + 1):
        for work, taken in zip(works, costs, strict=True):
            cost = cost_of(work)
            if number:
                taken.append(cost)
    return [medians(taken) for taken in costs]


def peak_bytes() -> int:
    """The sum of each living process's own peak (VmHWM), so at least the peak of the whole."""
    return sum(_status(pid, "VmHWM") for pid in _family())


def _cpu() -> float:
    """Includes the children that ended and were waited for."""
    ticks = 0
    for pid in _family():
        ticks += sum(int(field) for field in _stat(pid)[11:15])
    return ticks / TICKS


def _family() -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    family = [os.getpid()]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return family


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none if the process ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _status(pid: int, key: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{key}:"))
