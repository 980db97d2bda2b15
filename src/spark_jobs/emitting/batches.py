"""Whole batch directories, made by many machines on one shared file system."""

from pyspark import SparkContext

from emitting.child import find, run
from emitting.options import Options
from emitting.parts import Part


def make_batches(context: SparkContext, options: Options, out: str, *, deep: bool) -> str:
    """Makes the batches of `options` in the data directory `out`; gives what `verify` said.

    Writes the dataset's identity first, then the batches in tasks, then companies and totals.
    Batches that are there are left. No generator may run on `out` meanwhile.
    """
    binary = find(options.binary)
    dataset = [*options.flags(), "--data-dir", out]
    start = dict(options.keys).get("start_time", options.span.start_text)
    run(binary, ["backfill", "--from", start, "--to", start, *dataset])
    parts = options.parts()
    wanted = options.binary

    def make(part: Part) -> None:
        run(find(wanted), ["emit", *part.span.flags(), "--data-dir", out, "--out", out])

    if parts:
        context.parallelize(parts, len(parts)).foreach(make)
    run(binary, ["backfill", *options.span.flags(), *dataset])
    return run(binary, ["verify", *(["--deep"] if deep else []), "--data-dir", out]).strip()
