"""spark.read.format("fleetgen") against what fleetgen writes on one machine."""

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from pyspark.sql import DataFrame, SparkSession

from fleet_source import register
from support.cluster import Cluster
from support.generator import (
    BINARY,
    FLEET,
    MISSING,
    RANGE,
    as_text,
    backfilled,
    file_rows,
    multiset_hash,
)
from support.jobs import JOBS, Submitted, submit
from support.processes import children
from support.tables import rows_of

pytestmark = pytest.mark.skipif(not BINARY.exists(), reason=MISSING)
SUPPORT = Path(__file__).parent / "support"
SETS = [word for key, value in FLEET.items() for word in ("--set", f"{key}={value}")]
SPAN = ["--from", RANGE["from"], "--to", RANGE["to"], "--set", f"binary={BINARY}"]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """Count and hash of the batches of one machine."""
    return multiset_hash(file_rows(backfilled(tmp_path_factory.mktemp("alone"))))


def load(spark: SparkSession, **options: str) -> DataFrame:
    register(spark)
    given = {**RANGE, **FLEET, "binary": str(BINARY), **options}
    return spark.read.format("fleetgen").options(**given).load()


def test_load_gives_the_batches_of_one_machine_in_typed_columns(
    spark: SparkSession, expected: tuple[int, str]
) -> None:
    rows = load(spark, shards="3", intervals="9")
    assert rows.rdd.getNumPartitions() == 9
    assert rows.dtypes[-1] == ("timestamp", "timestamp")
    assert multiset_hash(as_text(row) for row in rows.collect()) == expected


def test_two_workers_give_the_batches_of_one_machine_for_any_number_of_shards(
    cluster: Cluster, expected: tuple[int, str]
) -> None:
    paths = os.pathsep.join([str(JOBS), str(SUPPORT.parent)])
    able = replace(cluster, environment={**cluster.environment, "PYTHONPATH": paths})
    ended = submit(able, str(SUPPORT / "fleet_on_cluster.py"), 1, 2, 3, 7)
    assert ended.code == 0, ended
    told = json.loads(ended.out)
    assert told["executors"] == 2
    assert told["readings"] == {shards: list(expected) for shards in ("1", "2", "3", "7")}


@pytest.mark.parametrize(
    ("options", "partitions"),
    [
        ({}, 1),
        ({"event_rate_per_driver": "20"}, 4),
        ({"event_rate_per_driver": "20", "shards": "2"}, 4),
        ({"event_rate_per_driver": "20", "max_companies": "12"}, 2),
        ({"event_rate_per_driver": "20", "start_time": "2025-12-31T00:00:00Z"}, 12),
    ],
)
def test_load_makes_partitions_of_a_size_worth_a_task(
    spark: SparkSession, options: dict[str, str], partitions: int
) -> None:
    assert load(spark, **options).rdd.getNumPartitions() == partitions


def test_load_of_no_interval_is_empty(spark: SparkSession) -> None:
    assert load(spark, to=RANGE["from"]).count() == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"sede": "1"}, "option 'sede': unknown option"),
        ({"from": "2026-01-01"}, "option 'from': a time such as"),
        ({"to": "2026-01-01T06:00:01Z"}, "option 'to': it must lie on a boundary"),
        ({"shards": "0"}, "option 'shards': it must be a number"),
        ({"batch_interval": "PT"}, "option 'batch_interval': it must be a duration"),
        ({"binary": "/nowhere/fleetgen"}, "Cannot find /nowhere/fleetgen"),
        ({"seed": "x"}, "fleetgen emit exited with 78: "),
    ],
)
def test_load_tells_what_is_wrong(
    spark: SparkSession, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Exception, match="fleetgen") as raised:
        load(spark, **options).count()
    assert sentence in str(raised.value)


def test_generate_makes_the_table_although_an_executor_is_killed(
    cluster: Cluster, spark: SparkSession, tmp_path: Path, expected: tuple[int, str]
) -> None:
    table = tmp_path / "events"
    job = Submitted(cluster, "generate.py", [*SPAN, "--table", str(table), *SETS])
    assert reading_executor_is_killed(cluster)
    ended = job.ended()
    assert ended.code == 0, ended
    assert f"with {expected[0]} events" in ended.out
    assert multiset_hash(as_text(row[:6]) for row in rows_of(spark, table)) == expected


def reading_executor_is_killed(cluster: Cluster) -> bool:
    """Kills (-9) the first executor that has Python at work; False if none appears in 90 s."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        for executor in cluster.executors():
            if children(executor):
                os.kill(executor, signal.SIGKILL)
                return True
        time.sleep(0.02)
    return False


def test_generate_makes_batches_with_a_sent_binary(
    cluster: Cluster, tmp_path: Path, expected: tuple[int, str]
) -> None:
    out = tmp_path / "data"
    arguments = ["--from", RANGE["from"], "--to", RANGE["to"], *SETS]
    conf = Path(copytree(cluster.environment["SPARK_CONF_DIR"], tmp_path / "conf"))
    with (conf / "spark-defaults.conf").open("a") as settings:
        settings.write(f"spark.files {BINARY}\n")
    sending = replace(cluster, environment={**cluster.environment, "SPARK_CONF_DIR": str(conf)})
    for _ in range(2):
        ended = submit(sending, "generate.py", *arguments, "--out", out, "--deep")
        assert (ended.code, ended.err.count("Exception")) == (0, 0), ended
        assert f"24 batches, {expected[0]} events" in ended.out
    assert multiset_hash(file_rows(out / "raw" / "events")) == expected
