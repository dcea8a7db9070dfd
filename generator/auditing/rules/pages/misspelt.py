"""Members that one sample of a page spells with a letter less, more or exchanged than the others (WP102).

``Vhx::Authorizaton`` beside ``Vhx::Authorization``: the same owner, a long name, and a slip within it.
What nobody else on the page writes so is the slip.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.rules.samples import Sample
from generator.auditing.rules.slips import slips_within
from generator.auditing.understanding.call import Fault

_MEMBER = re.compile(r"\b(\w+)(?:::|\.|->)([A-Za-z]{10,60})\b")  # short names are near to too many words


def misspelt_faults(page: str, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The slips of a page, whose text is `page`; lines are 1-based lines of the file."""
    found: defaultdict[tuple[str, str], dict[str, tuple[Sample, int]]] = defaultdict(dict)
    for sample in samples:
        for match in _MEMBER.finditer(sample.text) if sample.is_code else ():
            family = sample.family
            found[family, match[1]].setdefault(match[2], (sample, match.start(2)))
    groups = [group for group in found.values() if len(group) > 1]
    words = Counter(re.findall(r"[A-Za-z]{10,60}", page)) if groups else Counter[str]()
    for group in groups:
        for meant in group:
            for name in slips_within(meant):
                if name in group and words[name] == 1:
                    sample, offset = group[name]
                    line = sample.line_of(offset)
                    message = f"{name} stands here alone, and {meant} in the other samples of the page"
                    yield Fault("WP102", message, line, None, f"Write {meant}.", "warning")
