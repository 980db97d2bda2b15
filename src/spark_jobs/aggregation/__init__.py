"""From the events table to the processed zone, day by day."""
