"""Asks a job to stop: SIGTERM and SIGINT, whether Python or Spark's JVM receives them."""

import signal
import threading
from types import FrameType
from typing import Any

from pyspark.java_gateway import ensure_callback_server_started
from pyspark.sql import SparkSession

from lake.session import jvm_of


class Stop:
    """A wish to stop that sleeps can wait for."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def wanted(self) -> bool:
        """Whether a signal came."""
        return self._event.is_set()

    def sleep(self, seconds: float) -> None:
        """Waits, or returns at once when a signal comes."""
        self._event.wait(seconds)

    def listen(self, spark: SparkSession) -> None:
        """From now on both signals only set the wish, in this process and in the JVM.

        Under spark-submit the JVM is the parent and would end us; Ctrl-C reaches both.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        jvm = jvm_of(spark)
        ensure_callback_server_started(spark.sparkContext._gateway)  # type: ignore[no-untyped-call]
        for name in ("TERM", "INT"):
            jvm.sun.misc.Signal.handle(jvm.sun.misc.Signal(name), _JvmHandler(self._event))

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._event.set()


class _JvmHandler:
    """A `sun.misc.SignalHandler` that lives in Python."""

    def __init__(self, event: threading.Event) -> None:
        self._event = event

    def handle(self, _signal: Any) -> None:
        self._event.set()

    class Java:
        implements = ("sun.misc.SignalHandler",)
