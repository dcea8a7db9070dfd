"""Every rule: its stable id, what it is called, how bad it is, and how to select it.

The page of a rule is ``site/docs/rules/<ID>.md``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from generator.findings import Severity
from generator.text import near


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `severity` is that of its ordinary case; a finding may be milder, and says so itself.

    `source` is the address of what the rule rests on: an RFC, a specification, a language's manual. What
    `is_off`, of style and habit, counts only where it is selected.
    """

    id: str
    severity: Severity
    title: str
    source: str
    is_off: bool = False


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by id, in order, as ``data/rules.toml`` has them."""
    import tomllib

    text = files("generator.auditing").joinpath("data/rules.toml").read_text("utf-8")
    rules = {}
    for rule_id, (severity, title, source, *marks) in tomllib.loads(text).items():
        known = next(item for item in get_args(Severity) if item == severity)
        rules[rule_id] = Rule(rule_id, known, title, source, is_off="off" in marks)
    return rules


def selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """The ids chosen by prefixes, as ruff has it: ``WP2`` is all of WP2xx; the longer prefix wins.

    Without `select`, these are all that are not off.
    """
    chosen = set()
    for rule_id, rule in catalogue().items():
        usual = () if rule.is_off else ("",)
        wanted = max((len(prefix) for prefix in select or usual if rule_id.startswith(prefix)), default=-1)
        unwanted = max((len(prefix) for prefix in ignore if rule_id.startswith(prefix)), default=-1)
        if wanted > unwanted:
            chosen.add(rule_id)
    return frozenset(chosen)


def unknown_rules(names: Iterable[str]) -> str:
    """What is wrong with the first of `names` that selects no rule, and the nearest rule; "" if all do."""
    for name in names:
        if not name.startswith("WP") or not any(rule_id.startswith(name) for rule_id in catalogue()):
            meant = near(name.upper(), catalogue(), 0.5)
            remedy = f"did you mean {meant}?" if meant else "a rule is WP203, a group of rules WP2"
            return f"there is no rule {name!r}; {remedy}"
    return ""
