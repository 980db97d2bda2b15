"""A standalone Spark cluster on loopback: a master and two workers, each a process of its own."""

import json
import os
import random
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.processes import children, end

PACKAGE = "org.apache.spark.deploy"
START_SECONDS = 90
# Tests are short: what the second compiler would gain comes too late. Without it the JVM keeps only
# 48 MB for compiled code, which Spark's generated classes fill: then nothing is compiled any more.
QUICK_JVM = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m -XX:+UseSerialGC"
WORKER = ["-c", "2", "-m", "2500m"]


@dataclass(frozen=True)
class Cluster:
    """A running cluster; `environment` makes a bare spark-submit use it."""

    environment: dict[str, str]
    workers: tuple[int, ...]

    def executors(self) -> list[int]:
        """Process ids of the executors that run now."""
        return [child for worker in self.workers for child in children(worker)]

    def kill_executor(self, draw: random.Random) -> bool:
        """Kills any one executor (-9); False if there is none."""
        running = self.executors()
        if running:
            os.kill(draw.choice(running), signal.SIGKILL)
        return bool(running)


@contextmanager
def running_cluster(place: Path) -> Iterator[Cluster]:
    """Starts a cluster below `place`, waits for both workers, and ends it in any case."""
    port, web = free_port(), free_port()
    environment = _configure(place, port)
    started: list[subprocess.Popen[bytes]] = []
    try:
        master = ["--port", str(port), "--webui-port", str(web)]
        started.append(_daemon(place, environment, "master.Master", master))
        for number in (1, 2):
            work = ["-d", str(place / f"worker{number}"), "--webui-port", "0"]
            arguments = [*WORKER, *work, f"spark://127.0.0.1:{port}"]
            started.append(_daemon(place, environment, "worker.Worker", arguments))
        _wait_for_workers(web)
        yield Cluster(environment, tuple(worker.pid for worker in started[1:]))
    finally:
        for process in reversed(started):
            end(process)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configure(place: Path, port: int) -> dict[str, str]:
    jars = ":".join(str(jar) for jar in Path(os.environ["FLEETGEN_DELTA_JARS"]).glob("*.jar"))
    settings = {
        "spark.master": f"spark://127.0.0.1:{port}",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.driver.extraClassPath": jars,
        "spark.driver.extraJavaOptions": QUICK_JVM,
        "spark.executor.extraJavaOptions": QUICK_JVM,
        "spark.executor.extraClassPath": jars,
        "spark.executor.memory": "1g",
        "spark.executor.cores": "1",
        "spark.cores.max": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    conf = place / "conf"
    conf.mkdir(parents=True)
    lines = [f"{key} {value}\n" for key, value in settings.items()]
    (conf / "spark-defaults.conf").write_text("".join(lines))
    home = {"SPARK_CONF_DIR": str(conf), "SPARK_LOCAL_IP": "127.0.0.1"}
    return {**os.environ, **home, "SPARK_DAEMON_MEMORY": "256m"}


def _daemon(
    place: Path, environment: dict[str, str], name: str, arguments: list[str]
) -> subprocess.Popen[bytes]:
    command = [f"{environment['SPARK_HOME']}/bin/spark-class", f"{PACKAGE}.{name}"]
    command += ["--host", "127.0.0.1", *arguments]
    with (place / "daemons.log").open("ab") as log:
        return subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, start_new_session=True
        )


def _wait_for_workers(web: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{web}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] == 2:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"no two workers within {START_SECONDS} s")
