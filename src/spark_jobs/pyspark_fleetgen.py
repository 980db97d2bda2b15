"""Found by Spark itself wherever this directory is on PYTHONPATH: no `register` is needed then."""

from fleet_source import FleetSource as DefaultSource

__all__ = ["DefaultSource"]
