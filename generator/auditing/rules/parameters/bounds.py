"""The bounds that a text gives to a value: ``at most 100``, ``between 1 and 50``, ``up to 20 characters``."""

import re
from dataclasses import dataclass

# Each repetition is bounded, so that a text takes time in proportion.
_NUMBER = r"[`*]{0,2}((?<![\d,_.])-?\d[\d,_]{0,15}(?:\.\d{1,9})?)[`*]{0,2}"
_UNIT = r"(?:\s{0,3}[- ]?(?P<unit>(?!at\b)[A-Za-z%]{1,20}))?"
_RANGE = re.compile(
    r"(?:\b(?:between|from|range(?:s|d)?(?: is| of|:)?(?: from)?)\s{1,3}|[\[(]\s{0,3}|(?:^|\|)\s{0,3})"
    rf"{_NUMBER}"
    rf"\s{{0,3}}(?:and|to|through|[-–—]|\.\.\.?)\s{{0,3}}{_NUMBER}{_UNIT}",
    re.IGNORECASE,
)
_SPACE = r"\s{0,3}"
_WORDS = r"(?:\s{1,3}(?:value|length|limit|of|is|size)){0,4}"
_MOST = re.compile(
    r"(?:\bat most|\bup to|\bno(?:t)? (?:more|greater|larger|longer|higher) than|\b(?:must )?not exceed"
    rf"|\bmax(?:imum)?\.?{_WORDS}{_SPACE}(?:is|of|[:=])?|≤|<=){_SPACE}{_NUMBER}{_UNIT}",
    re.IGNORECASE,
)
_AT_MOST = re.compile(rf"{_NUMBER}{_UNIT} at (?:the )?most\b", re.IGNORECASE)  # ``20 characters at most``
_LEAST = re.compile(
    r"(?:\bat least|\bno(?:t)? (?:less|fewer|smaller|lower|shorter) than"
    rf"|\bmin(?:imum)?\.?{_WORDS}{_SPACE}(?:is|of|[:=])?|≥|>=){_SPACE}{_NUMBER}{_UNIT}",
    re.IGNORECASE,
)
_TWO_OPERANDS = re.compile(r"\w\s?[-−–+*/]\s?[A-Za-z_]\w{0,40}[)`*]{0,3}\s{0,3}\Z")
_OF_CHARACTERS = {"character", "characters", "chars", "char", "letters", "symbols"}
_OF_ITEMS = {"items", "entries", "elements", "values", "ids", "tags", "objects"}
# What is counted by a limit of results; any other word is a unit that the value may not be given in.
_OF_VALUE = {
    "",
    "results",
    "records",
    "rows",
    "per",
    "and",
    "or",
    "inclusive",
    "by",
    "default",
    "is",
    "if",
    "for",
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most of a value, of its `characters` or its `items`; None where nothing is said."""

    least: float | None
    most: float | None
    of: str = "value"

    def words(self) -> str:
        """``between 1 and 50 characters``."""
        unit = "" if self.of == "value" else f" {self.of}"
        least, most = (f"{each:g}" if each is not None else "" for each in (self.least, self.most))
        if least and most:
            return f"between {least} and {most}{unit}"
        return f"at most {most}{unit}" if most else f"at least {least}{unit}"

    def allows(self, size: float) -> bool:
        """Whether a value, or a number of characters or items, is within the bounds."""
        above = self.least is None or size >= self.least
        return above and (self.most is None or size <= self.most)


def bounds(text: str) -> Bounds | None:
    """The bounds in a text that speaks of one value; None for none, or for those of something else."""
    if match := _RANGE.search(text):
        kind = _kind(match["unit"], text, match.start())
        first, last = _number(match[1]), _number(match[2])
        return Bounds(first, last, kind) if kind and first < last else None
    least, most = _LEAST.search(text), _MOST.search(text) or _AT_MOST.search(text)
    if any(match and _is_of_formula(text, match) for match in (least, most)):
        return None
    kinds = {_kind(match["unit"], text, match.start()) for match in (least, most) if match}
    if len(kinds) != 1 or not (kind := kinds.pop()):
        return None
    return Bounds(_number(least[1]) if least else None, _number(most[1]) if most else None, kind)


def _is_of_formula(text: str, match: re.Match[str]) -> bool:
    """Whether a sign such as ≤ bounds what is reckoned: ``exp-iat ≤ 3600`` says nothing of either alone."""
    return match[0][0] in "≤≥<>" and _TWO_OPERANDS.search(text, 0, match.start()) is not None


def _kind(unit: str | None, text: str, start: int) -> str:
    """What is bounded; empty for what a value does not tell, such as a number of bytes."""
    word = (unit or "").lower()
    if word in _OF_CHARACTERS or re.match(r"\W*m\w+\.? length\b", text[start : start + 20], re.IGNORECASE):
        return "characters"
    if word in _OF_ITEMS:
        return "items"
    return "value" if word in _OF_VALUE else ""


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("_", ""))
