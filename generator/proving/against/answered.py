"""Samples in, `Proof`s of the kinds `sent` and `answered` out: each sample is run once against a real server.

One sample after another, in the order given, not faster than asked for, and never again: a server that
people work with shall notice no more of it than of a careful colleague.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from generator.contract import AnswerRules
from generator.model import Input, Request
from generator.proving.against.answer import decompressed, disagreements, json_of
from generator.proving.against.forward import Forwarder, ForwardError
from generator.proving.against.live_values import values_for, with_live_values
from generator.proving.against.redact import Redactor, secrets_in
from generator.proving.against.runs import Errand, Runs
from generator.proving.hashes import prover_hash, request_hash
from generator.proving.http_message import Received, Reply
from generator.proving.judging.compare_request import Arrival
from generator.proving.proof import Kind, Proof, Subject, Verdict, proof
from generator.proving.running.expectations import Observation, request_fault, shown_fault
from generator.proving.running.other_hosts import origin
from generator.proving.running.prove import placed_program
from generator.proving.running.scenarios import Scenario
from generator.proving.toolchains import Build, Missing, Toolchain, build
from generator.rendering.languages.language import Language

_COOKIE_VALUE = re.compile(r"[^=;]*=([^;]*)")
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Server:
    """The real server, and how it is to be treated.

    `rules` are the description's, by operation; `live` what `live_values.values_for` looks into; `token`
    is the id of the request whose answer brings the access token, or empty. At least `interval` seconds pass
    between two requests.
    """

    forwarder: Forwarder
    rules: Mapping[str, AnswerRules]
    live: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    token: str = ""
    interval: float = 0.5


def bearer_inputs(request: Request) -> frozenset[str]:
    """The Inputs that are an access token: those after ``Bearer`` in the header ``Authorization``."""
    return frozenset(
        part.name
        for name, value in request.headers
        if name.lower() == "authorization" and value[0] == "Bearer "
        for part in value[1:]
        if isinstance(part, Input)
    )


def in_order(subjects: Sequence[Subject], token: str) -> list[Subject]:
    """The subjects as they will run: what brings the token first, the others in the order given."""
    return sorted(subjects, key=lambda subject: subject.request.id != token)


def answered(
    subjects: Sequence[Subject],
    languages: Mapping[str, Language],
    toolchains: Mapping[str, Toolchain | Missing],
    server: Server,
    brought: Mapping[str, bytes],
) -> Iterator[Proof]:
    """Run each subject once against the server; `brought` are the values of the Inputs.

    Raises:
        GeneratorError: the process that runs the samples ended, or a tool failed.
    """
    origins = tuple(sorted({origin(subject.request.url) for subject in subjects}))
    with Runs(origins) as runs:
        yield from _Round(languages, toolchains, server, brought, runs).proofs(subjects)


class _Round:
    """One go through the samples: what is known by now, the token above all."""

    def __init__(
        self,
        languages: Mapping[str, Language],
        toolchains: Mapping[str, Toolchain | Missing],
        server: Server,
        brought: Mapping[str, bytes],
        runs: Runs,
    ) -> None:
        self._languages = languages
        self._toolchains = toolchains
        self._server = server
        self._brought = brought
        self._runs = runs
        self._token: bytes | None = None
        self._last = float("-inf")

    def proofs(self, subjects: Sequence[Subject]) -> Iterator[Proof]:
        inputs = {
            each for subject in subjects for each in subject.request.inputs if each.name in self._brought
        }
        secrets = {each.name: self._brought[each.name] for each in inputs if each.secret}
        others = {each.name: self._brought[each.name] for each in inputs if not each.secret}
        self._redacted = Redactor(secrets, others, self._server.forwarder.name)
        published = {subject.path: subject.data for subject in subjects}
        builds: dict[str, Mapping[str, Build]] = {}
        for subject in in_order(subjects, self._server.token):
            toolchain = self._toolchains[subject.language]
            if isinstance(toolchain, Missing):
                reason = f"{toolchain.what} is missing: {toolchain.remedy}"
                yield replace(self._proof(subject, "missing", {}), reason=reason, missing=True)
                continue
            if subject.language not in builds:
                same = {each.id: each.data for each in subjects if each.language == subject.language}
                builds[subject.language] = build(toolchain, same)
            made = builds[subject.language][subject.id]
            verdicts, notes = self._verdicts(subject, made, published)
            yield replace(self._proof(subject, toolchain.version, verdicts), notes=notes)

    def _proof(self, subject: Subject, toolchain: str, verdicts: dict[Kind, Verdict]) -> Proof:
        told = {
            kind: replace(verdict, reason=self._redacted(verdict.reason))
            for kind, verdict in verdicts.items()
        }
        return proof(
            subject,
            toolchain,
            told,
            request=request_hash(subject.request),
            prover=prover_hash(self._languages[subject.language]),
        )

    def _verdicts(
        self, subject: Subject, made: Build, published: Mapping[str, bytes]
    ) -> tuple[dict[Kind, Verdict], tuple[str, ...]]:
        if made.program is None:
            said = "\n  ".join(made.diagnostics)
            return {"sent": Verdict(False, f"it does not compile\n  {said}")}, ()
        request = subject.request
        tokens = bearer_inputs(request) if self._server.token else frozenset[str]()
        if tokens and self._token is None:
            reason = f"not run, for {self._server.token} brought no access token"
            return {"sent": Verdict(None, reason), "answered": Verdict(None, reason)}, ()
        values = {each.name: self._brought.get(each.name, b"") for each in request.inputs}
        values |= dict.fromkeys(tokens, self._token or b"")
        program = placed_program(subject, made.program, published)
        language = self._languages[subject.language]
        exchange = _Exchange(self._server, values_for(request, self._server.live))
        time.sleep(max(0.0, self._last + self._server.interval - time.monotonic()))
        seen = self._runs.observe(Errand(program, request, values, language.adds), exchange)
        if exchange.is_over:
            self._last = time.monotonic()
        self._learn(request, exchange.reply)
        found = _judged(seen, subject, values, language, exchange, self._server.rules[request.operation])
        return found, tuple(map(self._redacted, exchange.notes))

    def _learn(self, request: Request, reply: Reply | None) -> None:
        """Keep the token of an answer, and remember what in it must not be told."""
        if reply is None:
            return
        document = json_of(reply)
        secrets = [*secrets_in(document)]
        for name, value in reply.headers:
            if name.lower() == "set-cookie" and (cookie := _COOKIE_VALUE.match(value)):
                secrets.append((name, cookie[1].strip('"').encode("latin-1")))
        if request.id == self._server.token and isinstance(document, dict) and reply.status < 300:
            token = document.get("access_token")
            if isinstance(token, str) and token and self._token is None:
                self._token = token.encode()
                secrets.append(("access_token", self._token))
        for name, secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                self._redacted.add({name: secret})


class _Exchange:
    """The one request that a run may have forwarded, and its answer or the reason why there is none."""

    def __init__(self, server: Server, values: Mapping[str, str]) -> None:
        self._forwarder = server.forwarder
        self._values = values
        self.server = server.forwarder.name
        self.is_over = False
        self.reply: Reply | None = None
        self.error = ""
        self.notes: tuple[str, ...] = ()

    def __call__(self, received: Received) -> Reply:
        changed = with_live_values(received, self._values)
        self.notes = changed.notes
        self.is_over = True
        try:
            reply = self._forwarder.send(changed.received)
        except ForwardError as error:
            self.error = str(error)
            return Reply(502, (("Content-Type", "text/plain"),), f"wireproof: {error}\n".encode())
        self.reply = decompressed(reply)
        return reply


def _judged(
    seen: Observation,
    subject: Subject,
    values: Mapping[str, bytes],
    language: Language,
    exchange: _Exchange,
    rules: AnswerRules,
) -> dict[Kind, Verdict]:
    request, reply = subject.request, exchange.reply
    follows = reply is not None and 300 <= reply.status < 400 and language.promises.redirects == "follow"
    first = replace(seen, arrivals=seen.arrivals[:1]) if follows else seen
    scenario = Scenario("sent", values, "success", reply=reply)
    wrong = request_fault(scenario, first, request, language.adds) or ""
    if seen.elsewhere:
        tried = "the sample " + ", ".join(map(str, seen.elsewhere[:5]))
        wrong = f"{wrong}\n  besides, {tried}" if wrong else tried
    sent = Verdict(not wrong, wrong, 1, seen.run.seconds)
    if not exchange.is_over:
        reason = _unforwarded(seen.arrivals)
        return {"sent": sent, "answered": Verdict(None, reason)}
    where = f"{rules.name} on {exchange.server}"
    if reply is None:
        return {"sent": sent, "answered": Verdict(False, f"{where}: {exchange.error}")}
    found = list(disagreements(rules, request.method, reply))
    is_success = reply.status < 400
    if (
        is_success
        and not follows
        and (
            unshown := shown_fault(
                replace(scenario, name="the answer"), seen, request, reply, language.promises
            )
        )
    ):
        found.append(unshown)
    told = [line for each in found for line in f"{each}".splitlines()]
    reason = "\n".join([where, *(f"  {line}" for line in told)]) if told else ""
    return {"sent": sent, "answered": Verdict(not told, reason)}


def _unforwarded(arrivals: Sequence[Arrival]) -> str:
    return (
        "not forwarded: what the sample sent is not the described request" if arrivals else "nothing was sent"
    )
