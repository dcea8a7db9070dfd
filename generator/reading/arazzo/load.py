"""An Arazzo document in, the `Description` with its flows out; what is wrong is told with its line."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from generator.errors import CannotSampleError, GeneratorError
from generator.model import Description, Flow
from generator.reading.arazzo.workflows import Workflow, flow
from generator.reading.document import faults
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.source.files import File, Source, is_url, parse_file
from generator.reading.source.pointers import Steps, Tree
from generator.text import quoted_value, suggestion

DocumentAt = Callable[[str], Document]
"""Reads and checks the OpenAPI description at a path or URL, as the user wants descriptions read."""

_HEAD = 65536
_BEGINNING = re.compile(rb"""(?:^[ \t]*|[{,]\s*)["']?arazzo["']?\s*:""", re.MULTILINE)
_VERSIONS = ("1.0", "1.1")


def is_arazzo(file: File) -> bool:
    """Whether it is plain to see at the beginning of `file` that it is an Arazzo document."""
    return _BEGINNING.search(file.data[:_HEAD]) is not None


def arazzo_description(file: File, document_at: DocumentAt) -> Description:
    """The workflows of an Arazzo document as the flows of a `Description`, which has no operations.

    A workflow that no sample can be made of is left out, and `notes` say why.

    Raises:
        GeneratorError: the document, or a description that it names, is wrong in a way that leaves nothing.
    """
    source = parse_file(file)
    found = list(_faults(source.tree, source.path))
    if found:
        raise faults.error(found, [source])
    documents = {name: document_at(path) for name, path in _descriptions(source).items()}
    flows: list[Flow] = []
    notes: list[str] = []
    for number, tree in enumerate(source.tree["workflows"]):
        workflow = Workflow(source, ("workflows", number), tree, documents)
        try:
            flows.append(flow(workflow))
        except CannotSampleError as error:
            notes.append(f"no sample: flow/{tree['workflowId']}: {error}")
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            message = "has a part that is not as the Arazzo Specification has it; compare it with an example"
            place = Fault(source.path, workflow.steps, f"{message} ({error!r})")
            raise faults.error([place], [source]) from error
    info = source.tree["info"]
    return Description(
        path=source.path,
        title=str(info["title"]),
        version=str(info["version"]),
        description=str(info.get("description", "")),
        operations=(),
        files=_files(source, documents),
        notes=tuple(notes),
        flows=tuple(flows),
    )


class Flows(Struct, frozen=True):
    """The flows of Arazzo documents, the files that they were read from, and a note for each that is not."""

    flows: tuple[Flow, ...]
    files: tuple[str, ...]
    notes: tuple[str, ...]


def all_flows(files: Sequence[File], document_at: DocumentAt) -> Flows:
    """The flows of several Arazzo documents.

    Raises:
        GeneratorError: as `arazzo_description`; or two workflows have one name.
    """
    found = [arazzo_description(file, document_at) for file in files]
    taken: dict[str, str] = {}
    for each in found:
        for one in each.flows:
            if one.name in taken:
                message = f"the workflow {one.name} is in {taken[one.name]} too; give it another workflowId"
                raise GeneratorError(message, each.path)
            taken[one.name] = each.path
    return Flows(
        tuple(one for each in found for one in each.flows),
        tuple(dict.fromkeys(path for each in found for path in each.files)),
        tuple(note for each in found for note in each.notes),
    )


def _files(source: Source, documents: dict[str, Document]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([source.path, *(path for one in documents.values() for path in one.paths)]))


def _descriptions(source: Source) -> dict[str, str]:
    """Where the OpenAPI descriptions are that the document names, by their names."""
    folder, slash, _ = source.path.rpartition("/")
    return {
        one["name"]: one["url"] if is_url(one["url"]) else f"{folder}{slash}{one['url']}"
        for one in source.tree["sourceDescriptions"]
        if one.get("type", "openapi") == "openapi"
    }


def _faults(tree: Tree, path: str) -> "list[Fault]":
    """What is wrong in the document by itself (Arazzo Specification 1.0.1, "Schema")."""
    if not isinstance(tree, dict) or not str(tree.get("arazzo", "")).startswith(_VERSIONS):
        version = quoted_value(tree.get("arazzo")) if isinstance(tree, dict) else "nothing"
        return [Fault(path, ("arazzo",), f"is {version}; an Arazzo document says 'arazzo: 1.0.1' or 1.1.0")]
    checks = _Checks(path)
    info = checks.member(tree, (), "info", dict, "write 'info:' with a title and a version")
    for name in ("title", "version"):
        checks.member(info, ("info",), name, (str, int, float), f"write '{name}:'")
    for number, one in enumerate(checks.items(tree, (), "sourceDescriptions")):
        for name in ("name", "url"):
            checks.member(one, ("sourceDescriptions", number), name, str, f"write '{name}:'")
    taken: set[str] = set()
    for number, one in enumerate(checks.items(tree, (), "workflows")):
        steps: Steps = ("workflows", number)
        name = checks.member(one, steps, "workflowId", str, "write 'workflowId:' with a name of its own")
        if not isinstance(name, str):
            continue
        if name in taken:
            checks.add(
                (*steps, "workflowId"),
                f"{quoted_value(name)} is the name of another workflow; choose another",
            )
        taken.add(name)
        _check_steps(checks, one, steps)
    return checks.found


def _check_steps(checks: "_Checks", workflow: Tree, steps: Steps) -> None:
    names: set[str] = set()
    for number, step in enumerate(checks.items(workflow, steps, "steps")):
        here = (*steps, "steps", number)
        name = checks.member(step, here, "stepId", str, "write 'stepId:' with a name of its own")
        if isinstance(name, str) and name in names:
            checks.add(
                (*here, "stepId"), f"{quoted_value(name)} is the name of an earlier step; choose another"
            )
        for earlier in step.get("dependsOn", ()) if isinstance(step, dict) else ():
            if earlier not in names and not str(earlier).startswith("$"):
                what = suggestion(str(earlier), names) or "move this step behind it"
                checks.add((*here, "dependsOn"), f"there is no earlier step {quoted_value(earlier)}; {what}")
        names.add(str(name))


class _Checks:
    """Collects what is missing or of the wrong kind."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Fault] = []

    def add(self, steps: Steps, message: str) -> None:
        self.found.append(Fault(self.path, steps, message))

    def member(self, tree: Tree, steps: Steps, name: str, kinds: Any, remedy: str) -> Any:  # noqa: ANN401
        """The member `name`; a fault, and an empty object, if it is not there or not of these `kinds`."""
        if isinstance(tree, dict) and isinstance(tree.get(name), kinds):
            return tree[name]
        place = (*steps, name) if isinstance(tree, dict) and name in tree else steps
        self.add(
            place, f"has no {name}; {remedy}" if place == steps else f"{name} is of the wrong kind; {remedy}"
        )
        return {}

    def items(self, tree: Tree, steps: Steps, name: str) -> list[Tree]:
        """The items of the list `name`, at least one of which has to be there."""
        found = self.member(tree, steps, name, list, f"write '{name}:' with at least one item")
        if found == []:
            self.add((*steps, name), f"{name} is empty; write at least one item")
        return list(found)
