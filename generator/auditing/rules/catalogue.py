"""The rules by id, made from the modules that are there, and how to select them."""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

from generator.auditing.requests.call import CodeFault
from generator.findings import Severity
from generator.text import closest_name

_ROOMS = ("text", "request", "security", "described", "page", "runs")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `severity` is that of its ordinary case; a finding may be milder, and says so itself.

    `source` is the address of what the rule rests on: an RFC, a specification, a language's manual. `text` is
    its page in Markdown, without the title. `check` takes a sample, or a trial where the `room` is ``runs``.
    """

    id: str
    severity: Severity
    title: str
    text: str
    source: str
    room: str
    check: Callable[[Any], Iterator[CodeFault]]


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by id, in order."""
    found = [_rule(room, name) for room in _ROOMS for name in _modules(room)]
    return {rule.id: rule for rule in sorted(found, key=lambda rule: rule.id)}


def severity_of(fault: CodeFault) -> Severity:
    """The severity of a fault: its own, or that of its rule."""
    own = (item for item in get_args(Severity) if item == fault.severity)
    return next(own, catalogue()[fault.rule].severity)


def selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """The ids chosen by prefixes, as ruff has it: ``WP2`` is all of WP2xx; the longer prefix wins."""
    chosen = set()
    for rule_id in catalogue():
        wanted = max((len(prefix) for prefix in select or ("",) if rule_id.startswith(prefix)), default=-1)
        unwanted = max((len(prefix) for prefix in ignore if rule_id.startswith(prefix)), default=-1)
        if wanted > unwanted:
            chosen.add(rule_id)
    return frozenset(chosen)


def unknown_rules(names: Iterable[str]) -> str:
    """What is wrong with the first of `names` that selects no rule, and the nearest rule; "" if all do."""
    for name in names:
        if not name.startswith("WP") or not any(rule_id.startswith(name) for rule_id in catalogue()):
            meant = closest_name(name.upper(), catalogue(), 0.5)
            remedy = f"did you mean {meant}?" if meant else "a rule is WP203, a group of rules WP2"
            return f"there is no rule {name!r}; {remedy}"
    return ""


def _modules(room: str) -> Iterator[str]:
    found = pkgutil.iter_modules([str(Path(__file__).parent / room)])
    return (module.name for module in found if module.name.startswith("wp"))


def _rule(room: str, name: str) -> Rule:
    module = import_module(f"generator.auditing.rules.{room}.{name}")
    first, _, text = (module.__doc__ or "").partition("\n")
    severity, _, title = first.partition(": ")
    known = next(item for item in get_args(Severity) if item == severity)
    source = text.rpartition("](")[2].rstrip().removesuffix(")")
    return Rule(name[:5].upper(), known, title.rstrip("."), text.strip(), source, room, module.check)
