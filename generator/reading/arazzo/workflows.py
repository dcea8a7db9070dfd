"""A workflow in, its `Flow` out: requests in a straight line, later ones with values of earlier answers."""

import json
import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.errors import CannotSampleError
from generator.model import Flow, Input, Json, Part, Request, Step, StepOutput
from generator.reading.arazzo.expressions import Marks
from generator.reading.arazzo.requests import step_request
from generator.reading.document.document import Document
from generator.reading.document.inputs import free_name
from generator.reading.document.names import file_name
from generator.reading.document.nodes import LocatedOperation, operations
from generator.reading.document.secret_values import names_a_secret
from generator.reading.source.files import Source
from generator.reading.source.pointers import Steps, Tree, pointer_steps
from generator.text import quoted_value, suggestion

_STATUS = re.compile(r"\$statusCode\s*==\s*(\d{3})")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


class Workflow(Struct, frozen=True):
    """A Workflow Object, `tree`, at `steps` of an Arazzo document, with the descriptions by their names."""

    source: Source
    steps: Steps
    tree: Tree
    documents: dict[str, Document]

    @property
    def name(self) -> str:
        """Its workflowId."""
        return str(self.tree["workflowId"])


def flow(workflow: Workflow) -> Flow:
    """The flow of a workflow.

    Raises:
        CannotSampleError: it has no natural form in a sample.
    """
    for key in ("failureActions", "successActions"):
        if workflow.tree.get(key):
            raise CannotSampleError(f"{key} jump and repeat, which a sample of one straight line does not do")
    maker = _Maker(workflow)
    steps = [maker.step(number, tree) for number, tree in enumerate(workflow.tree["steps"])]
    tree = workflow.tree
    return Flow(
        name=file_name(workflow.name),
        steps=tuple(_named(steps)),
        summary=tree.get("summary", ""),
        description=tree.get("description", ""),
    )


class _Maker:
    """Makes the steps of a workflow one after the other."""

    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._outputs: dict[str, dict[str, Part | Json]] = {}
        self._inputs: dict[str, Input] = {}
        self._known: dict[str, dict[str, tuple[Document, LocatedOperation]]] = {}
        self._marks = Marks(self._meaning)

    def step(self, number: int, tree: Tree) -> Step:
        """The request of a step; its outputs are found by `_named`."""
        name = tree["stepId"]
        try:
            _refuse_jumps(tree)
            document, found = self._operation(tree)
            parameters, token = self._parameters(tree)
            body = self._marks.marked(tree.get("requestBody"))
            whole = body if isinstance(body, dict) else None
            request = step_request(document, found, parameters, whole, tree.get("x-security"))
            request = self._marks.request(_authorized(request, token), self._rename)
            request = replace(request, summary=_title(tree) or request.summary)
            self._outputs[name] = {
                key: self._output(number, name, request, key, value)
                for key, value in tree.get("outputs", {}).items()
            }
        except CannotSampleError as error:
            raise CannotSampleError(f"step {name}: {error}") from error
        return Step(str(name), request)

    def _operation(self, tree: Tree) -> tuple[Document, LocatedOperation]:
        documents = self._workflow.documents
        if "operationId" in tree:
            wanted = str(tree["operationId"])
            if match := re.fullmatch(r"\$sourceDescriptions\.([^.]+)\.(.+)", wanted):
                documents = {name: one for name, one in documents.items() if name == match[1]}
                wanted = match[2]
            known = {
                name: found
                for document in documents.values()
                for name, found in self._operations(document).items()
            }
            if wanted not in known:
                hint = suggestion(wanted, known)
                raise CannotSampleError(
                    f"there is no operation {quoted_value(wanted)}" + (f"; {hint}" if hint else "")
                )
            return known[wanted]
        if "operationPath" in tree:
            return self._by_path(str(tree["operationPath"]))
        raise CannotSampleError(
            "it calls a workflow or a channel, and no operation of an OpenAPI description"
        )

    def _operations(self, document: Document) -> dict[str, tuple[Document, LocatedOperation]]:
        """The operations of a description by their operationIds, looked up once."""
        if document.path not in self._known:
            found = {each.operation_id: (document, each) for each in operations(document)}
            self._known[document.path] = found
        return self._known[document.path]

    def _by_path(self, text: str) -> tuple[Document, LocatedOperation]:
        """The operation of ``{$sourceDescriptions.name.url}#/paths/~1pets/get``."""
        match = re.fullmatch(r"\{?\$sourceDescriptions\.([^.}]+)\.url\}?#(/paths/.+)", text)
        document = self._workflow.documents.get(match[1]) if match else None
        if match and document:
            steps = pointer_steps(match[2])
            for each in operations(document):
                if [each.path, each.method.lower()] == steps[1:]:
                    return document, each
        raise CannotSampleError(f"there is nothing at the operationPath {quoted_value(text)}")

    def _parameters(self, tree: Tree) -> tuple[list[dict[str, Any]], str]:
        """The parameters, those of the workflow too, and what the step says of the Authorization header."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for one in (*self._workflow.tree.get("parameters", ()), *tree.get("parameters", ())):
            whole = self._reused(one)
            found[whole["name"], whole.get("in", "")] = {**whole, "value": self._marks.marked(whole["value"])}
        token = ""
        for name, place in list(found):
            if place == "header" and name.lower() == "authorization":
                token = str(found.pop((name, place))["value"])
        return list(found.values()), token

    def _reused(self, tree: Tree) -> dict[str, Any]:
        if "reference" not in tree:
            return dict(tree)
        name = str(tree["reference"]).removeprefix("$components.parameters.")
        known = self._workflow.source.tree.get("components", {}).get("parameters", {})
        if name not in known:
            raise CannotSampleError(f"there is no {quoted_value(tree['reference'])}")
        return {**known[name], **({"value": tree["value"]} if "value" in tree else {})}

    def _meaning(self, expression: str) -> Part | Json:
        """What a runtime expression stands for."""
        if match := re.fullmatch(r"\$inputs\.(.+)", expression):
            return self._input(match[1])
        if match := re.fullmatch(r"\$steps\.([^.]+)\.outputs\.(.+)", expression):
            outputs = self._outputs.get(match[1])
            if outputs is None:
                raise CannotSampleError(f"{expression} names no earlier step")
            if match[2] not in outputs:
                hint = suggestion(match[2], outputs)
                raise CannotSampleError(
                    f"step {match[1]} has no output {quoted_value(match[2])}" + (f"; {hint}" if hint else "")
                )
            return outputs[match[2]]
        raise CannotSampleError(f"{expression} is not known while a sample is written")

    def _input(self, name: str) -> Input:
        if name not in self._inputs:
            schema = self._schema(name)
            secret = schema.get("format") == "password" or names_a_secret(name)
            example = next(
                (schema[key] for key in ("default", "example") if key in schema),
                next(iter(schema.get("examples", ())), ""),
            )
            self._inputs[name] = Input(free_name(name), secret=secret, example=str(example))
        return self._inputs[name]

    def _schema(self, name: str) -> Tree:
        inputs = self._workflow.tree.get("inputs", {})
        root = self._workflow.source.tree
        while isinstance(inputs, dict) and str(inputs.get("$ref", "")).startswith("#/components/inputs/"):
            inputs = root.get("components", {}).get("inputs", {}).get(inputs["$ref"].rpartition("/")[2], {})
        known = inputs.get("properties", {})
        if name not in known:
            hint = suggestion(name, known)
            raise CannotSampleError(
                f"the workflow has no input {quoted_value(name)}" + (f"; {hint}" if hint else "")
            )
        return known[name]

    def _rename(self, meant: Input, described: Input) -> Input:
        """An input as the description calls it, from the first time on that it stands there."""
        if isinstance(meant, StepOutput):
            return meant
        for name, known in self._inputs.items():
            if known == meant:
                secret = known.secret or described.secret
                self._inputs[name] = replace(known, name=described.name, secret=secret)
                return self._inputs[name]
        return meant

    def _output(self, number: int, step: str, request: Request, name: str, value: Json) -> Part | Json:
        """What an output of a step stands for; its name is made fit for a variable of any language."""
        words = [word.lower() for word in _WORD.findall(name)]
        if len(words) < 2:  # one word may be a keyword, or a variable of the sample's own
            words = [word.lower() for word in _WORD.findall(step)] + words
        variable = "_".join(words)
        if match := re.fullmatch(r"\$response\.header\.(\S+)", str(value)):
            return StepOutput(variable, secret=True, step=number, header=match[1])
        if match := re.fullmatch(r"\$response\.body(?:#(/.*))?", str(value)):
            place = tuple(pointer_steps(match[1] or ""))
            if not place:
                raise CannotSampleError(f"the output {name} is a whole answer; name a member of it")
            _check_answer(request, name, place)
            return StepOutput(variable, secret=True, step=number, pointer=place)
        return self._meaning(str(value))


def _refuse_jumps(tree: Tree) -> None:
    """Refuse what a straight line of requests does not do."""
    for action in (*tree.get("onSuccess", ()), *tree.get("onFailure", ())):
        kind = action.get("type", "reusable") if isinstance(action, dict) else "reusable"
        if kind != "end":
            raise CannotSampleError(f"a sample goes straight on, and has no {kind}")
    for criterion in tree.get("successCriteria", ()):
        condition = str(criterion.get("condition", ""))
        match = _STATUS.fullmatch(condition.strip())
        if "type" in criterion or not match or match[1][0] not in "23":
            message = f"a sample goes on after any success; it does not look at {quoted_value(condition)}"
            raise CannotSampleError(message)


def _check_answer(request: Request, name: str, place: tuple[str, ...]) -> None:
    """See that the documented answer has a text at `place`, so that the mock can give one there."""
    for response in request.responses:
        if response.is_success and response.body and "json" in (response.media_type or ""):
            value = json.loads(response.body)
            try:
                for step in place:
                    value = value[int(step)] if isinstance(value, list) else value[step]
            except (KeyError, IndexError, TypeError, ValueError):
                continue
            if isinstance(value, str):
                return
            raise CannotSampleError(
                f"the output {name} is {quoted_value(value)} in the documented answer, and no text"
            )
    raise CannotSampleError(f"no documented answer has an example with the output {name}; write one")


def _authorized(request: Request, token: str) -> Request:
    if not token:
        return request
    others = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
    return replace(request, headers=(*others, ("Authorization", (token,))), basic=None)


def _title(tree: Tree) -> str:
    """The first sentence of what the author says of a step."""
    return str(tree.get("description", "")).strip().partition("\n")[0].partition(". ")[0].removesuffix(".")


def _named(steps: list[Step]) -> Iterator[Step]:
    """The steps with those outputs that later steps use.

    A name that two steps give is one variable, unless the older value is used after the newer one is there.
    """
    used: dict[StepOutput, int] = {}  # with the last step that uses it
    for number, step in enumerate(steps):
        used |= {one: number for one in step.request.inputs if isinstance(one, StepOutput)}
    for number, step in enumerate(steps):
        outputs = tuple(one for one in used if one.step == number)
        for one in outputs:
            for older, last in used.items():
                if older.name == one.name and older.step < number < last:
                    raise CannotSampleError(
                        f"an older {one.name} is used after step {step.id} gives another; rename one"
                    )
        yield replace(step, outputs=outputs)
