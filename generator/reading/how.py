"""How a description is to be read: the options of every function that reads one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from generator.reading.document.document import Optional


class How(TypedDict, total=False):
    """What `generator.reading.read` and its like take by keyword.

    `fetch`: whether URLs are fetched, of the description itself too; they are refused otherwise. `strict`:
    whether what is wrong in an operation is an error. `optional`: which optional properties made bodies have.
    `overlays`: files with OpenAPI Overlays, which are applied in their order before anything is read.
    """

    fetch: bool
    strict: bool
    optional: "Optional"
    overlays: Sequence[str]
