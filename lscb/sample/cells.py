"""The rows of a sample's files, which are as those of all our own files."""

from lscb.cells import Row, WrongFiles

__all__ = ["Row", "SampleError"]


class SampleError(WrongFiles):
    """A sample that cannot be loaded. Has a sentence for everything that is wrong with it."""
