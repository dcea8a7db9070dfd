"""What a page says of each sample: what ran these very bytes, and when, or that nothing has.

The ledger is asked with the bytes that the page shows, so a stamp cannot be had for any others.
"""

from pathlib import Path

from generator.model import Sample
from generator.proving.ledger import Entry, ledger_path, load, stamp


class Stamps:
    """The ledger of one description.

    Raises:
        GeneratorError: the ledger is there and cannot be read.
    """

    def __init__(self, description: Path | str) -> None:
        self._entries = load(ledger_path(description))

    def of(self, sample: Sample) -> Entry | None:
        """The proof of these bytes, or None if they have not been run."""
        return stamp(self._entries, sample) if self._entries else None
