"""Runs `fleetgen emit` where Spark's tasks run, and reads what it writes."""
