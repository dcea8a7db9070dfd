"""The path or URL of a document that a user names in, the file out."""

from generator.errors import GeneratorError
from generator.reading.source.files import File, file_at, is_url


def named_file(path: str, *, fetch: bool = False) -> File:
    """Read the file at `path`, or, with `fetch`, the document at a URL.

    Raises:
        GeneratorError: it cannot be read, or is too large; or it is a URL, and `fetch` is not set.
    """
    if not is_url(path):
        return file_at(path)
    if not fetch:
        raise GeneratorError("is a URL, which is fetched only if that is asked for; add --fetch", path)
    from generator.reading.source.fetching import Fetcher

    return Fetcher().file(path)
