"""How many samples a core renders in a second, beside Jinja filling the same templates with plain text.

python benchmarks/render_rate.py [SPEC]
"""

import re
import sys
import time
from pathlib import Path

from jinja2 import Environment

from generator.reading import read
from generator.rendering import load_languages, render

SPEC = Path(__file__).parent.parent / "spec" / "token_endpoint.yaml"


def seconds(work: object, least: float = 1.0) -> tuple[float, int]:
    """CPU seconds a call of `work` takes, over at least this time, and how many samples it gives."""
    started, calls, samples = time.process_time(), 0, 0
    while (spent := time.process_time() - started) < least:
        samples = work()  # type: ignore[operator]
        calls += 1
    return spent / calls, samples


def main() -> None:
    """Print samples a second and the ratio."""
    description = read(sys.argv[1] if sys.argv[1:] else SPEC)
    requests = list(description.requests) * (1 if sys.argv[1:] else 250)
    languages = load_languages()

    def ours() -> int:
        return sum(1 for _ in render(requests, languages.values(), "env", []))

    environment = Environment(autoescape=False)
    texts = [re.sub(r"{%.*?%}", "", language.template) for language in languages.values()]
    plain = [environment.from_string(re.sub(r"{{.*?}}", "{{ x }}", text)) for text in texts]

    def bare() -> int:
        return sum(len(template.render(x="value")) > 0 for template in plain for _ in requests)

    rates = {}
    for name, work in (
        ("bare Jinja, every branch, nothing escaped", bare),
        ("wireproof, every value a literal", ours),
    ):
        each, samples = seconds(work)
        rates[name] = samples / each
        print(f"{name:<42} {samples / each:9,.0f} samples/s a core")
    first, second = rates.values()
    print(f"ratio {first / second:.1f}")


if __name__ == "__main__":
    main()
