"""What every Spark job here shares: command line, exit codes, lock, session, Delta tables."""
