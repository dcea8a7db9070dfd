"""Lines of reStructuredText in, docutils' trees of them out, with what Sphinx and its extensions add.

The parser's states are docutils' own, extended in how a directive, a title and inline text are taken. Only
they see the text: no settings are read from files, no directive of docutils runs, and so nothing is included,
fetched or executed. The state machine copies the rest of its lines at each list and each directive; therefore
a page is parsed in pieces, cut where a new construct begins, and so are the contents of long constructs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docutils import nodes, utils
from docutils.parsers.rst import states, tableparser
from docutils.statemachine import StringList

_TAB_STOPS = 8
_INDENTING = " \t\v\f"
_PIECE = 500  # lines; a piece ends at the first safe place after as many
_LONG_PIECE = 1000  # lines; ends before the first line of the left margin that is of no table
_LONGEST_PIECE = 20_000  # lines; ends, whatever that cuts through
_LINE = 1000  # characters of a line that the parser is shown; half of them from its end
_DEEPEST = 20  # constructs within each other; what is deeper would exceed Python's stack
_TABLE = 50_000_000  # lines of a grid table times the square of its width, which bounds the search for cells

# All that the states ask for; docutils' own defaults would come with its reading of configuration files.
_SETTINGS: Any = SimpleNamespace(language_code="en", id_prefix="", auto_id_prefix="id")
_SILENT = 5  # above every level of a message

_SIMPLE_TABLE = re.compile(r"=+(?: +=+)+ *")
_TABLE_BORDER = re.compile(r"=[= ]*")
_OPTION = re.compile(states.Body.patterns["field_marker"])

_CODE = {
    "code": "",
    "code-block": "",
    "code-tab": "",
    "doctest": "pycon",
    "ipython": "",
    "parsed-literal": "",
    "prompt": "",
    "sourcecode": "",
    "testcode": "python",
}
# Directives whose text can begin beside their name; what stands there is an argument of all others.
_WORDED = {
    "attention", "caution", "danger", "epigraph", "error", "hint", "highlights", "important", "note",
    "pull-quote", "seealso", "tip", "todo", "warning",
}  # fmt: skip
_OTHER_LANGUAGE = {
    "digraph", "graph", "graphviz", "include", "literalinclude", "math", "mermaid",
    "productionlist", "raw", "testcleanup", "testoutput", "testsetup", "toctree", "uml",
}  # fmt: skip


class CodeDirective(nodes.literal_block):
    """What a directive for code holds; ``hint`` is the language that it names, ``tab`` its title."""


class Highlight(nodes.comment):
    """From here on a literal block that names no language has that of ``hint``."""


class Title(nodes.title):
    """The title of a section; ``style`` tells the punctuation that stands with it, and so its level."""


class TabSet(nodes.container):
    """A set of tabs."""


class Tab(nodes.container):
    """A tab; ``title`` is what a reader clicks."""


class ListTable(nodes.container):
    """A table that is written as a list of lists."""


_CONTAINERS = {
    "list-table": ListTable,
    **dict.fromkeys(("tabs", "tab-set", "tab-set-code"), TabSet),
    **dict.fromkeys(("tab", "tab-item", "group-tab"), Tab),
}


def documents(lines: Sequence[str]) -> Iterator[nodes.document]:
    """The trees of the pieces of a page, in order; the lines of nodes are those of the page."""
    inliner = _AsWritten()
    for start, end in _pieces(lines):
        document = nodes.document(_SETTINGS, utils.Reporter("", _SILENT, _SILENT, stream=False), source="")
        machine = states.RSTStateMachine(state_classes=_STATES, initial_state="Body")
        items = [("", number) for number in range(start, end)]
        piece = StringList([without_tabs(line) for line in lines[start:end]], items=items)
        machine.run(piece, document, input_offset=start, inliner=inliner)
        yield document


def without_tabs(line: str) -> str:
    """A line as the parser wants it: spaces alone, none at its end."""
    line = re.sub(r"[\v\f]", " ", line).expandtabs(_TAB_STOPS).rstrip()
    return line if len(line) <= _LINE else line[: _LINE // 2] + line[-_LINE // 2 :]


def _pieces(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where lines can be cut: before text at the left margin that stands below a blank line.

    Such a line ends all but a table with borders of ``=``. If the text above ends with ``::``, it may also be
    a literal block that is quoted.
    """
    start, above, last = 0, "", ""
    borders = -1  # of the table that is open
    for index, line in enumerate(lines):
        size = index - start
        at_margin = line[:1] not in _INDENTING and bool(line.strip())
        is_outside = at_margin and borders < 0 and line[0] not in "+|"
        is_free = is_outside and not above.strip() and not last.endswith("::")
        if (is_free and size >= _PIECE) or (is_outside and size >= _LONG_PIECE) or size >= _LONGEST_PIECE:
            yield start, index
            start, borders = index, -1
        if at_margin and borders < 0:
            borders = 0 if _SIMPLE_TABLE.fullmatch(line) else -1
        elif at_margin and _TABLE_BORDER.fullmatch(line.rstrip()):
            borders += 1
        if borders == 2 or (borders == 1 and not line.strip() and _TABLE_BORDER.fullmatch(above.rstrip())):
            borders = -1
        above, last = line, line.rstrip() or last
    yield start, len(lines)


class _AsWritten(states.Inliner):
    """Inline markup stays text."""

    def init_customizations(self, settings: object) -> None:
        """Nothing is to be prepared."""

    def parse(
        self, text: str, lineno: int, memo: object, parent: nodes.Element
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The text, and no messages."""
        del lineno, memo, parent
        return [nodes.Text(text)], []

    def adjust_uri(self, uri: str) -> str:
        """The target of a link, whatever it is."""
        return uri


class _GridTableParser(tableparser.GridTableParser):
    """Takes a table that is too large for a broken one."""

    def parse(self, block: StringList) -> Any:  # noqa: ANN401  # what docutils has no type for
        """The cells of a table.

        Raises:
            TableMarkupError: it is broken, or too large.
        """
        if len(block) * len(block[0]) ** 2 > _TABLE:
            raise tableparser.TableMarkupError("too large")
        try:
            return super().parse(block)
        except AssertionError as error:  # cells that overlap
            raise tableparser.TableMarkupError("broken") from error


class _Machine(states.NestedStateMachine):
    """Makes a state when it is needed: each list has a machine of its own, which uses few of all states."""

    def add_states(self, state_classes: Iterable[type[Any]]) -> None:
        """Keep the classes."""
        self.states = _States(self, {state.__name__: state for state in state_classes})


class _States(dict[str, Any]):
    def __init__(self, machine: _Machine, classes: Mapping[str, type[Any]]) -> None:
        super().__init__()
        self._machine = machine
        self._classes = classes

    def __missing__(self, name: str) -> Any:  # noqa: ANN401  # states have no type in common that says more
        state = self[name] = self._classes[name](self._machine)
        if self._machine.input_lines is not None:  # it runs already
            state.runtime_init()
        return state


if TYPE_CHECKING:
    _State = states.Body
else:
    _State = object


class _Extended(_State):
    """What is laid over each of docutils' states."""

    nested_sm = _Machine
    nested_sm_cache: list[Any] = []  # noqa: RUF012  # its own: docutils' list has machines without this

    def __init__(self, state_machine: Any, debug: bool = False) -> None:  # noqa: ANN401
        super().__init__(state_machine, debug)
        self.nested_sm_kwargs = {"state_classes": _STATES, "initial_state": "Body"}

    def nested_parse(
        self,
        block: StringList,
        input_offset: int,
        node: nodes.Element | None = None,
        match_titles: bool = False,
        state_machine_class: Any = None,  # noqa: ANN401
        state_machine_kwargs: dict[str, Any] | None = None,
    ) -> int:
        """As docutils', but in pieces, and not deeper than a limit."""
        if state_machine_kwargs:  # a quoted literal block, whose end is asked for
            return super().nested_parse(
                block, input_offset, node, match_titles, state_machine_class, state_machine_kwargs
            )
        memo = self.memo
        memo.depth = getattr(memo, "depth", 0) + 1
        if memo.depth <= _DEEPEST:
            for start, end in _pieces(block.data):
                super().nested_parse(block[start:end], input_offset + start, node, match_titles)
        memo.depth -= 1
        return input_offset + len(block)

    def section(
        self,
        title: str,
        source: str,
        style: str | tuple[str, str],
        lineno: int,
        messages: Sequence[nodes.Node],
    ) -> None:
        """A title; what belongs to its section follows it, so that any piece can begin with any title."""
        del source, messages
        node = Title(title, title, style=style)
        _, node.line = self.state_machine.get_source_and_line(lineno)
        self.parent += node

    def doctest(self, match: re.Match[str], context: list[str], next_state: str) -> Any:  # noqa: ANN401
        """A session of Python, at its first line; docutils before 0.22 gives it its last."""
        _, line = self.state_machine.get_source_and_line()
        result = super().doctest(match, context, next_state)  # type: ignore[no-untyped-call]
        self.parent.children[-1].line = line
        return result

    def comment(self, match: re.Match[str]) -> Any:  # noqa: ANN401
        """A comment; one as docutils writes below a file that it included ends no file here."""
        self.document.include_log = [("", ())]
        return super().comment(match)  # type: ignore[no-untyped-call]

    def nest_line_block_lines(self, block: nodes.line_block) -> None:
        """The lines of a line block stay beside each other, however they are indented."""

    def grid_table_top(self, match: re.Match[str], context: list[str], next_state: str) -> Any:  # noqa: ANN401
        """A table, if it is not too large."""
        isolate = self.isolate_grid_table
        return self.table_top(match, context, next_state, isolate, _GridTableParser)  # type: ignore[no-untyped-call]

    def directive(self, match: re.Match[str], **presets: object) -> tuple[list[nodes.Node], bool]:
        """Any directive, with options of any name: code, a tab, or a container for what is in it."""
        del presets
        name = match[1].lower()
        machine: Any = self.state_machine
        lines, _, _, blank_finish = machine.get_first_known_indented(match.end(), strip_top=False)
        argument, after = lines[0].strip(), _after_options(lines)
        node: nodes.Element
        if name in _CODE:
            node = _code(name, argument, lines[after:])
        elif name == "highlight":
            node = Highlight(hint=argument)
        elif name in _OTHER_LANGUAGE or name == "csv-table":
            node = nodes.comment()
        else:
            node = _CONTAINERS.get(name, nodes.container)(title=argument)
            content = lines[after:]
            if name in _WORDED:
                content = lines[:1] + content
            elif argument and not isinstance(node, Tab):
                node += nodes.paragraph(argument, argument)
                node.children[0].line = lines.offset(0) + 1
            if content:
                self.nested_parse(content, content.offset(0), node, match_titles=True)
        return [node], bool(blank_finish or machine.is_next_line_blank())


_Extended.explicit = SimpleNamespace(
    patterns=states.Body.explicit.patterns,
    constructs=[
        (_Extended.directive if method is states.Body.directive else method, pattern)
        for method, pattern in states.Body.explicit.constructs
    ],
)
_STATES = tuple(type(state.__name__, (_Extended, state), {}) for state in states.state_classes)


def _after_options(lines: StringList) -> int:
    """Which of a directive's lines is the first below its options, which follow its name and argument."""
    margin = -1
    for index in range(1, len(lines)):
        indent = len(lines[index]) - len(lines[index].lstrip())
        if _OPTION.match(lines[index].lstrip()):
            margin = indent
        elif not lines[index] or margin < 0 or indent <= margin:
            return index
    return len(lines)


def _code(name: str, argument: str, lines: StringList) -> nodes.Element:
    while lines and not lines[0]:
        lines.trim_start()
    while lines and not lines[-1]:
        lines.trim_end()
    if not lines:
        return nodes.comment()
    word, _, rest = argument.partition(" ")
    text = "\n".join(lines)
    node = CodeDirective(
        text, text, hint=_CODE[name] or word, tab=(rest.strip() or word) if name == "code-tab" else ""
    )
    node.line = lines.offset(0) + 1
    return node
