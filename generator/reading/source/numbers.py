"""Numbers read without loss: an int, a float that shows the same digits, or else a `Number`."""

import re
from decimal import Decimal

from generator.model import Number

_LONGEST_INT = 4000  # `int` refuses more than 4300 digits (CPython's limit against slow conversions)
_SURELY_EXACT = 15  # a double holds any number of up to 15 significant digits


def exact_integer(digits: str) -> int | Number:
    """The integer that `digits` (JSON grammar) say."""
    if digits == "-0" or len(digits) > _LONGEST_INT:
        return Number(digits)
    return int(digits)


def exact_float(digits: str) -> float | Number:
    """The number that `digits` (JSON grammar, with a fraction or an exponent) say."""
    if len(digits) <= _SURELY_EXACT and "e" not in digits and "E" not in digits:
        return float(digits)
    if re.search(r"[eE][-+]?\d{5}", digits):  # no double, and too much for a Decimal to compare
        return Number(digits)
    number = float(digits)
    if number in (float("inf"), float("-inf")) or Decimal(repr(number)) != Decimal(digits):
        return Number(digits)
    return number
