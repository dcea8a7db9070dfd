"""A template cannot emit a value that is not a literal: what it may not do is refused when it is loaded."""

import pytest
from msgspec import structs

from generator.errors import GeneratorError
from generator.model import Request
from generator.rendering import Renderer, load_languages

LANGUAGES = load_languages()
REQUEST = Request("token", "hard", "GET", ("https://api.example.com/a'b",), summary="Try it")

REFUSED = {
    "python": [
        'x = "{{ request.method }}"',
        "x = '{{ request.method }}'",
        'x = f"{{ request.method }}"',
        'x = """a {{ request.method }} b"""',
        'x = "a\\"{{ request.method }}"',
        "# {{ request.method }}",
        "x = 1  # the method is {{ request.method }}",
        "get{{ request.method }}",
        "{{ request.method }}tail",
        "{{ request.method }}{{ request.method }}",
        '"{% if request.method %}{{ request.method }}{% endif %}"',
        "{{ request.method | upper }}",
        "{{ request.method.upper() }}",
        "{{ 'a' ~ request.method }}",
        "{{ 'text' }}",
        "{{ [request.method] }}",
        "{{ request['method'] }}",
        "{% set x = request.method %}{{ x }}",
        "{% include 'other' %}",
        "{% import 'other' as other %}",
        "{% extends 'other' %}",
        "{% macro m() %}{% endmacro %}",
        "{% block b %}{% endblock %}",
        "{% filter upper %}x{% endfilter %}",
        "{% raw %}{% endraw %}{% call f() %}{% endcall %}",
        "{{ request.method if request.method else request.url }}",
        "{{ range(3) }}",
        "{% for x in range(3) %}{% endfor %}",
        "{{ request.method",
        "{% if request.method %}",
    ],
    "go": ["x := `{{ request.method }}`", 'x := "{{ request.method }}"', "// {{ request.method }}"],
    "csharp": [
        'var x = "{{ request.method }}";',
        'var x = $"{{ request.method }}";',
        'var x = """\n  {{ request.method }}\n  """;',
        "// {{ request.method }}",
    ],
    "curl": [
        "curl '{{ request.method }}'",
        'curl "{{ request.method }}"',
        "curl $'{{ request.method }}'",
        'curl "it\'s {{ request.method }}"',
        "# {{ request.method }}",
        "curl '\n{{ request.method }}\n'",
    ],
}


@pytest.mark.parametrize(
    ("name", "template"), [(name, text) for name, texts in REFUSED.items() for text in texts]
)
def test_a_template_that_could_inject_is_refused_with_its_line(name: str, template: str) -> None:
    language = structs.replace(
        LANGUAGES[name], template=f"x = 1\n{template}\n" if name == "python" else f"\n{template}\n"
    )
    with pytest.raises(GeneratorError) as refused:
        Renderer(language)
    assert str(refused.value.path).endswith("snippet.jinja")
    assert refused.value.line is not None
    assert refused.value.line >= 2


def rendered(name: str, template: str) -> str:
    return Renderer(structs.replace(LANGUAGES[name], template=template)).render(REQUEST).text


def test_an_expression_is_a_literal_whatever_the_value() -> None:
    assert rendered("python", "x = {{ request.url }}\n") == 'x = "https://api.example.com/a\'b"\n'
    assert rendered("curl", "curl --url={{ request.url }}\n") == 'curl --url="https://api.example.com/a\'b"\n'


def test_a_quote_in_a_comment_or_an_escaped_one_does_not_confuse_the_check() -> None:
    assert rendered("python", "# it's\nx = {{ request.method }}\n") == '# it\'s\nx = "GET"\n'
    assert rendered("python", "s = 'it\\'s'\nx = {{ request.method }}\n") == "s = 'it\\'s'\nx = \"GET\"\n"
    assert rendered("go", "s := `C:\\`\nx := {{ request.method }}\n") == 's := `C:\\`\nx := "GET"\n'


def test_a_name_that_does_not_exist_is_an_error_not_an_empty_text() -> None:
    for template in ("{{ request.nothing }}\n", "{{ nothing }}\n", "{% if request.nothing %}{% endif %}\n"):
        with pytest.raises(GeneratorError, match="nothing"):
            rendered("python", template)


def test_a_value_that_is_no_literal_cannot_be_shown() -> None:
    with pytest.raises(GeneratorError, match="which is no value"):
        rendered("python", "x = {{ request }}\n")
