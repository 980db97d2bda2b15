"""spark-submit aggregate.py --source STAGED/events_delta --target PROCESSED"""

import json
import sys
from dataclasses import asdict

from aggregation.options import Options, parse
from aggregation.run import Aggregation
from lake.exits import OK
from lake.job import finish
from lake.jvm_lock import holding_in_jvm
from lake.lock import holding
from lake.session import open_session

JOB = "aggregate"


def run(options: Options) -> int:
    """One aggregation; gives the exit code."""
    with holding(options.target, JOB):
        spark = open_session(JOB)
        with holding_in_jvm(spark, options.target):
            summary = Aggregation(spark, options).once()
    print(json.dumps(asdict(summary)) if options.json else summary.text(), flush=True)
    return OK


def main(arguments: list[str]) -> int:
    """The whole job; gives the exit code."""
    return finish(JOB, lambda: run(parse(arguments)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
