"""What a page says of each sample: what ran these very bytes, and when, or that nothing has.

The ledger is asked with the bytes that the page shows, so a stamp cannot be had for any others.
"""

from pathlib import Path

from generator.model import Request, Sample
from generator.proving.hashes import request_hash
from generator.proving.ledger import Entry, ledger_path, read_ledger, stamp


class Stamps:
    """The ledger of one description; the hash of each of its requests is made once.

    Raises:
        GeneratorError: the ledger is there and cannot be read.
    """

    def __init__(self, description: Path | str) -> None:
        self._entries = read_ledger(ledger_path(description))
        self._hashes: dict[str, str] = {}

    def of(self, sample: Sample) -> Entry | None:
        """The proof of these bytes, or None if they have not been run."""
        return stamp(self._entries, sample, self._hash) if self._entries else None

    def _hash(self, request: Request) -> str:
        if request.id not in self._hashes:
            self._hashes[request.id] = request_hash(request)
        return self._hashes[request.id]
