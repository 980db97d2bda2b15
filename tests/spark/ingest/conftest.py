"""The awkward raw zone after one undisturbed pass, to compare with."""

import pytest
from pyspark.sql import SparkSession

from support.awkward import Clean, write_awkward
from support.tables import Lake


@pytest.fixture(scope="session")
def clean(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """Made once; nobody writes there."""
    lake = Lake(spark, tmp_path_factory.mktemp("clean"))
    valid = write_awkward(lake.raw)
    assert lake.ingest().refused == {}
    return Clean(lake.raw, valid, lake.contents())
