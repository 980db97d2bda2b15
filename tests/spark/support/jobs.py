"""Jobs as people run them: spark-submit in a process of its own.

spark-submit gives what the Python driver writes, to either stream, on its standard output; its own
log is on standard error.
"""

import os
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from support.cluster import Cluster
from support.processes import children, end

JOBS = Path(__file__).parents[3] / "src" / "spark_jobs"
PATIENCE = 240


@dataclass(frozen=True)
class Ended:
    """How a job ended and what it said."""

    code: int
    out: str
    err: str


class Submitted:
    """A running spark-submit: a JVM, whose child is the Python driver."""

    def __init__(self, cluster: Cluster, script: str, arguments: list[str]) -> None:
        submit = f"{cluster.environment['SPARK_HOME']}/bin/spark-submit"
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `ended`)
        self._process = subprocess.Popen(
            [submit, str(JOBS / script), *arguments],
            env=cluster.environment,
            stdout=subprocess.PIPE,
            stderr=self._log,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The JVM: spark-submit becomes it."""
        return self._process.pid

    def wait_for(self, text: str) -> None:
        """Reads the output up to the line that holds `text`, or its end."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if text in line.decode():
                return

    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def kill(self, python: bool) -> None:
        """Kills (-9) the driver's JVM, or its Python process."""
        victims = children(self.pid) if python else [self.pid]
        for pid in victims:
            os.kill(pid, signal.SIGKILL)

    def ended(self, patience: float = PATIENCE) -> Ended:
        """Waits for the end."""
        try:
            out, _ = self._process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            end(self._process)
            raise
        finally:
            self._log.seek(0)
            log = self._log.read().decode()
            self._log.close()
        return Ended(self._process.returncode, out.decode(), log)


def submit(cluster: Cluster, script: str, *arguments: object) -> Ended:
    """Runs a job to its end."""
    return Submitted(cluster, script, [str(argument) for argument in arguments]).ended()
