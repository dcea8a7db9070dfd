"""What a template of flows sees: the steps, each with its request, in the words of one language."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from generator.model import Flow, Step, StepOutput
from generator.rendering.languages.language import Language
from generator.rendering.text.comments import Comment, listed
from generator.rendering.text.literals import Code, Name, output_expression
from generator.rendering.views.facts import Facts
from generator.rendering.views.request_view import RequestView

_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class PathStep:
    """A step on the way to a member of an answer: the `key` of an object, or an index."""

    def __init__(self, step: str) -> None:
        self.is_index = step.isdigit()
        self.key: Name | int = int(step) if self.is_index else Name(step)


class OutputView:
    """What a later step uses of an answer: a `variable` for the member at `path`, or for a `header`.

    `place` is the way to the member as jq has it, `dotted` as a language with dots has it, after the word
    ``answer``; it is empty where a key is no plain word. `is_new` says that no earlier step has the variable,
    `is_constant` that no later one has it either.
    """

    def __init__(self, output: StepOutput, language: Language, *, is_new: bool, is_constant: bool) -> None:
        assert language.flow is not None  # noqa: S101 - whoever renders a flow has seen to it
        self.variable = Code(language.flow.variable(output.name))
        self.value = output_expression(output, language)
        self.header = output.header
        self.path = [PathStep(step) for step in output.pointer]
        self.place = "".join(map(_jq_step, output.pointer))
        plain = all(_WORD.fullmatch(step) for step in output.pointer)
        self.dotted = Code(".".join(("answer", *output.pointer)) if plain else "")
        self.is_new = is_new
        self.is_constant = is_constant


def _jq_step(step: str) -> str:
    if step.isdigit():
        return f"[{step}]"
    return f".{step}" if _WORD.fullmatch(step) else f".[{json.dumps(step)}]"


class StepView:
    """One step: its `request`, and what later steps use of its answer."""

    def __init__(
        self,
        number: int,
        step: Step,
        language: Language,
        seen: set[str],
        times: Counter[str],
        *,
        is_last: bool,
    ) -> None:
        self.request = RequestView(Facts(step.request), language)
        self.comment = Comment((f"{number}. {step.request.summary or self.request.title}",))
        self.is_first = number == 1
        self.is_last = is_last
        self.outputs: list[OutputView] = []
        for output in step.outputs:
            is_new, is_constant = output.name not in seen, times[output.name] == 1
            self.outputs.append(OutputView(output, language, is_new=is_new, is_constant=is_constant))
            seen.add(output.name)
        self.has_members = any(output.path for output in self.outputs)
        self.has_headers = any(output.header for output in self.outputs)
        self.is_shown = not self.outputs
        names = {"answer"} if self.outputs else set()
        if self.request.body:
            names |= {"form"} if self.kind == "form" else {self.request.body.name}
        if self.request.basic:
            names.add("credentials")
        self._new = names - seen
        seen |= names

    @property
    def has_new_form(self) -> bool:
        """Whether it is the first that sends a form."""
        return "form" in self._new

    @property
    def has_new_answer(self) -> bool:
        """Whether it is the first whose answer is used."""
        return "answer" in self._new

    @property
    def has_new_credentials(self) -> bool:
        """Whether it is the first that has Basic credentials."""
        return "credentials" in self._new

    @property
    def has_new_body(self) -> bool:
        """Whether no step before it has a body of that name."""
        return bool(self.request.body and self.request.body.name in self._new)

    @property
    def kind(self) -> str:
        """``form``, ``json``, ``text``, or nothing: what the body is."""
        return self.request.body.kind if self.request.body else ""


class FlowView:
    """A flow in the words of one language."""

    def __init__(self, flow: Flow, language: Language) -> None:
        seen: set[str] = set()
        last = len(flow.steps)
        times = Counter(output.name for step in flow.steps for output in step.outputs)
        self.has_one_answer = sum(bool(step.outputs) for step in flow.steps) == 1
        self.steps = [
            StepView(number, step, language, seen, times, is_last=number == last)
            for number, step in enumerate(flow.steps, start=1)
        ]
        self._flow = flow
        self._language = language

    @property
    def has_one_basic(self) -> bool:
        """Whether all Basic credentials are the same."""
        return len({step.request.basic for step in self._flow.steps if step.request.basic}) == 1

    @property
    def comment(self) -> Comment:
        """What the flow does, which environment variables it reads, and what its reader must know."""
        lines = [self._flow.summary or self._flow.name]
        names = list(dict.fromkeys(item.name for item in self._flow.inputs))
        if names:
            lines.append(f"Set {listed(names)} first")
        lines += [line for line in self._needs() if line]
        return Comment(tuple(dict.fromkeys(lines)))

    def _needs(self) -> Iterator[str]:
        if self.has_members and self._language.flow:
            yield self._language.flow.needs
        for step in self.steps:
            if step.request.encoded_inputs:
                yield self._language.encode_needs

    @property
    def host(self) -> str:
        """The host of all steps."""
        return self.steps[0].request.host

    @property
    def scheme(self) -> str:
        """The scheme of all steps."""
        return self.steps[0].request.scheme

    @property
    def has_inputs(self) -> bool:
        """Whether the reader brings something."""
        return bool(self._flow.inputs)

    @property
    def has_basic(self) -> bool:
        """Whether a step has Basic credentials."""
        return any(step.request.basic for step in self.steps)

    @property
    def has_encoded_credentials(self) -> bool:
        """Whether a step has Basic credentials that the program form-encodes."""
        return any(step.request.basic and step.request.basic.has_encoded_inputs for step in self.steps)

    @property
    def has_bearer(self) -> bool:
        """Whether a step has a bearer token."""
        return any(step.request.bearer for step in self.steps)

    @property
    def has_url_inputs(self) -> bool:
        """Whether a value stands in the URL of a step."""
        return any(step.request.has_url_inputs for step in self.steps)

    @property
    def needs_encoding(self) -> bool:
        """Whether the program itself encodes a value for its place."""
        return any(step.request.needs_encoding for step in self.steps)

    @property
    def has_forms(self) -> bool:
        """Whether a step sends a form."""
        return any(step.kind == "form" for step in self.steps)

    @property
    def has_json(self) -> bool:
        """Whether a step sends JSON as text."""
        return any(
            step.kind == "json" and step.request.body and not step.request.body.is_native
            for step in self.steps
        )

    @property
    def has_native_json(self) -> bool:
        """Whether a step sends JSON as values of the language."""
        return any(
            step.kind == "json" and step.request.body and step.request.body.is_native for step in self.steps
        )

    @property
    def has_json_inputs(self) -> bool:
        """Whether a value stands in the JSON that a step sends."""
        return any(
            step.kind == "json" and step.request.body and step.request.body.has_inputs for step in self.steps
        )

    @property
    def has_members(self) -> bool:
        """Whether a member of an answer is used."""
        return any(step.has_members for step in self.steps)

    @property
    def has_headers(self) -> bool:
        """Whether a step has headers of its own."""
        return any(step.request.headers for step in self.steps)

    def refusal(self) -> str:
        """Why no program is written of it; empty if one is."""
        if len({(step.request.scheme, step.request.host) for step in self.steps}) > 1:
            return "keeps to one host in a program of several requests"
        for step in self.steps:
            request = step.request
            if step.kind not in ("", "form", "json") or (
                request.body and step.kind == "form" and request.body.has_repeats
            ):
                return "sends forms and JSON in a program of several requests, and nothing else"
            if request.has_binary_answer or request.method == "HEAD" or request.redirects:
                return "shows answers of text in a program of several requests, and no redirects"
            if request.has_odd_path or step.has_headers:
                return "has no plain form for one of the steps"
        return ""
