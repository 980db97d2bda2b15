"""One Spark session in this process, one cluster beside it, both made on first use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from lake.session import open_session
from support.cluster import QUICK_JVM, Cluster, running_cluster
from support.tables import Lake


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A local session of two cores with the jobs' own settings."""
    jars = ":".join(str(jar) for jar in Path(os.environ["FLEETGEN_DELTA_JARS"]).glob("*.jar"))
    settings = {
        "spark.driver.memory": "3g",
        "spark.driver.extraClassPath": jars,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": QUICK_JVM,
        "spark.ui.enabled": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = open_session("tests", builder)
    session.conf.set("spark.sql.shuffle.partitions", "2")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers."""
    with running_cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Lake:
    """An empty data directory, read by the local session."""
    return Lake(spark, tmp_path)
