"""The other face of the mock: any operation of a description, its requests checked, its examples given.

`description_app` finds the operation of a request, holds the request against it, and answers with a
documented response; ``Prefer: code=401, example=name`` (RFC 7240) asks for another. What does not fit is
told in problem details (RFC 9457) that name each fault.

The validator is jsonschema-rs, which the reader holds examples against too, so that both have one
opinion of a schema. openapi-core would bring a second one, in pure Python, and its own reading of the
whole file; what it adds, the styles of parameters undone, is `description_styles`.
"""

from collections.abc import Sequence

from generator.contract import Contract, Route, SchemeRule
from generator.proving.http_message import App, Received, Reply
from generator.proving.mock.described.answers import answer
from generator.proving.mock.described.bodies import BodyFaultError, check_body
from generator.proving.mock.described.parameters import given_names, parameter_misfits
from generator.proving.mock.described.problems import Misfit, problem
from generator.proving.mock.described.routes import Routes


def description_app(routes: Sequence[Route]) -> App:
    """An app that plays all operations of `routes`; it keeps no state."""
    known = Routes(routes)

    def app(request: Received) -> Reply:
        target = request.target.partition("?")[0]
        path = target if target.startswith("/") else "/" + target.partition("://")[2].partition("/")[2]
        found = known.find(request.method, path)
        if isinstance(found, tuple):
            return _no_operation(request, path, found)
        contract = found.route.contract()
        if challenge := _unmet(contract, request):
            return challenge
        if misfits := list(parameter_misfits(contract, found, request)):
            return problem(400, misfits)
        try:
            check_body(contract, request)
        except BodyFaultError as fault:
            return problem(fault.status, fault.misfits)
        return answer(contract.responses, request)

    return app


def _no_operation(request: Received, path: str, methods: tuple[str, ...]) -> Reply:
    if not methods:
        return problem(404, [Misfit("path", "one that the description has", path)])
    allowed = ", ".join(methods)
    return problem(405, [Misfit("method", allowed, request.method)], (("Allow", allowed),))


def _unmet(contract: Contract, request: Received) -> Reply | None:
    """A 401 where no alternative has all its credentials; whether they are good is not looked at."""
    if not contract.security or any(
        all(_has_credentials(rule, request) for rule in alternative) for alternative in contract.security
    ):
        return None
    rules = list(dict.fromkeys(rule for alternative in contract.security for rule in alternative))
    misfits = [Misfit("credentials", " or ".join(map(_called, rules)), "none of them")]
    schemes = dict.fromkeys(rule.prefix for rule in rules if rule.prefix)
    challenges = tuple(("WWW-Authenticate", f'{scheme.capitalize()} realm="mock"') for scheme in schemes)
    return problem(401, misfits, challenges)


def _called(rule: SchemeRule) -> str:
    return f"{rule.place} '{rule.name}'" + (f" with {rule.prefix} credentials" if rule.prefix else "")


def _has_credentials(rule: SchemeRule, request: Received) -> bool:
    if rule.place != "header":
        return rule.name in given_names(request, rule.place)
    value = request.header(rule.name)
    return value is not None and value.lower().startswith(f"{rule.prefix.lower()} " if rule.prefix else "")
