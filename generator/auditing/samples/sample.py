"""The value that every rule looks at: a `PageSample`, with its page and the requests that it makes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.auditing.described.endpoints import Endpoint
from generator.auditing.judging.fragments import Fragment
from generator.auditing.pages.page import Block, Page
from generator.auditing.requests.call import Call, CodeFault
from generator.auditing.understanding.shell.curl import Curl
from generator.auditing.understanding.shell.script import Script

if TYPE_CHECKING:
    import ast

JUDGED = {
    *("bash", "console", "python", "pycon", "go", "csharp", "javascript", "typescript"),
    *("php", "ruby", "java"),
}
PROSE = "prose"
"""The language of running text, of which only credentials are looked for."""

_FAMILIES = {"typescript": "javascript", "pycon": "python"}


@dataclass(slots=True)
class PageSample:
    """A block that was read. `text` is the code without prompts.

    `noticed` is what stood in the way of reading it, by rule; `fragment` is what its judge gets. Of a shell
    sample, `script` and `curls` are its commands, and `open_from` is the line of a quote that nothing closes.
    `constants` are what a Python sample gives to those below it, `earlier` the names that those above define.
    """

    block: Block
    language: str
    text: str
    noticed: list[CodeFault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    fragment: Fragment = field(default_factory=lambda: Fragment(""))
    constants: "dict[str, ast.expr]" = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()
    script: Script | None = None
    curls: list[Curl] = field(default_factory=list)
    open_from: int | None = None
    around: "Surroundings | None" = None

    @property
    def family(self) -> str:
        """The language that rules know it by: TypeScript is JavaScript, a session of Python is Python."""
        return _FAMILIES.get(self.language, self.language)

    @property
    def is_code(self) -> bool:
        """Whether the language is one that is judged."""
        return self.language in JUDGED

    @property
    def is_program(self) -> bool:
        """Whether it is code, and no shell."""
        return self.is_code and self.language not in ("bash", "console")

    def noticed_as(self, rule: str) -> Iterator[CodeFault]:
        """What the reader of the text noticed of one rule."""
        return (fault for fault in self.noticed if fault.rule == rule)


@dataclass(slots=True)
class Surroundings:
    """What stands around a sample: its page, all samples there, and the operations of the description."""

    page: Page
    samples: Sequence[PageSample]
    endpoints: Sequence[Endpoint] = ()
    kept: dict[str, object] = field(default_factory=dict)
    """What a rule has worked out for the whole page, by the name of the rule."""
