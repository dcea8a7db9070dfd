"""A description that brings code samples is the description which they are held against."""

from pathlib import Path

from generator.auditing.described.endpoints import Endpoint, endpoints
from generator.auditing.pages.page import Page
from generator.errors import GeneratorError


def own_endpoints(page: Page, content: bytes) -> tuple[Endpoint, ...]:
    """The endpoints that a page with samples describes itself; none where it is no valid description.

    It is read as a file, for what it refers to in other files; of contents that came from elsewhere,
    nothing is read.
    """
    if page.kind != "openapi" or not page.blocks:
        return ()
    from generator.reading.body_schemas import read_with_body_schemas

    path = Path(page.path)
    try:
        if not path.is_file() or path.read_bytes() != content:
            return ()
        return endpoints(*read_with_body_schemas(path))
    except (GeneratorError, OSError, ValueError):
        return ()
