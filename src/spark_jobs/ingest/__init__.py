"""From raw batches to Delta tables, each event exactly once."""
