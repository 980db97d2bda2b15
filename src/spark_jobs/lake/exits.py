"""How a job ends: the exit codes of the data contract, and the one error that carries them."""

OK = 0
USAGE = 64
DATA = 65
UNUSABLE = 73
IO = 74
BUSY = 75
CONFIG = 78
INTERRUPTED = 130


class JobError(Exception):
    """Ends a job with `code`; the message is one sentence for people, with the way out."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class RemovedError(JobError):
    """What the job works on was removed meanwhile, as the generator's clean does."""
