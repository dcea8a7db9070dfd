"""Authorization requests whose protection is none: a hash that nothing calls one, values that can be guessed."""

import pytest
from audited import block, findings
from steps import steps

from generator.auditing.pages import Block
from generator.auditing.rules.authentication.pkce import guessed_faults
from generator.auditing.rules.samples import Sample

ASK = (
    "https://auth.acme.dev/authorize?client_id=web&response_type=code&code_challenge=hcCb3gToI1GPZeS_SIYWvaNT"
)
WORD = "# Log in\n\nThe challenge is the SHA-256 of the verifier.\n\n"


def told(text: str) -> list[tuple[int | None, str]]:
    return [(each.line, each.message) for each in findings(text) if each.rule == "WP308"]


@pytest.mark.parametrize("page", ["```\n{}\n```\n", "    {}\n", "Open `{}` first.\n", "Open\n{}\n"])
def test_a_hash_as_a_challenge_needs_its_method(page):
    found = told(WORD + page.format(ASK))
    assert [message.split(",")[0] for _, message in found] == ["code_challenge is a hash"]
    assert ASK in (WORD + page.format(ASK)).split("\n")[(found[0][0] or 0) - 1]
    assert told(WORD + page.format(ASK + "&code_challenge_method=S256")) == []


@pytest.mark.parametrize(
    "page",
    [
        f"# Log in\n\n```\n{ASK}\n```\n",  # nothing says that it is a hash
        WORD + f"`code_challenge_method` is optional, S256 by default.\n\n```\n{ASK}\n```\n",
        WORD + f"Only S256 is known.\n\n```\n{ASK}\n```\n",
        WORD + f"```\n{ASK}...\n```\n",
        WORD + f"```\n{ASK}\n  &code_challenge_method=S256\n```\n",
        WORD + f'```js\nconst url = "{ASK}" +\n  "&code_challenge_method=S256";\nopen(url);\n```\n',
        WORD + "```\nhttps://acme.dev/back?state=a&code_challenge=hcCb3gToI1GPZeS\n```\n",
    ],
)
def test_a_challenge_whose_method_is_known_or_not_all_there_is_left_alone(page):
    assert told(page) == []


def sample(language: str, code: str) -> str:
    comment = "#" if language in ("python", "ruby") else "//"
    return "Log in with OAuth:\n\n" + block(language, f"{comment} oauth\n{code}")


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("js", "const state = Math.random().toString(36);", "state"),
        ("js", "function makeVerifier() {\n  return [...Array(64)].map(() => Math.random());\n}", "Verifier"),
        (
            "ts",
            "const text = (n: number) => {\n  return Math.random().toString(n);\n};\nconst codeVerifier = text(36);",
            "codeVerifier",
        ),
        (
            "python",
            "code_verifier = ''.join(\n    random.choice(LETTERS) for _ in range(64))",
            "code_verifier",
        ),
        ("php", "<?php\n$_SESSION['state'] = md5(uniqid(mt_rand(), true));", "state"),
        ("ruby", "state = rand(10**9).to_s", "state"),
    ],
)
def test_a_verifier_or_state_that_can_be_guessed_is_told(language, code, name):
    assert [message.split()[1] for _, message in told(sample(language, code))] == [name]


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("js", "const state = crypto.randomUUID();\nconst wait = Math.random() * 9;"),
        ("js", "const state = read();\n\nfunction wait() {\n  return Math.random() * 9;\n}"),
        ("js", "if (state === Math.random()) stop();"),
        ("python", "state = secrets.token_urlsafe(32)\ntime.sleep(random.random())"),
        (
            "python",
            "from random import SystemRandom\nrandom = SystemRandom()\nstate = random.choice(LETTERS)",
        ),
        ("python", "import random\nnonce = random.randint(1, 9)"),  # has to be new, not secret
        ("php", "<?php\n$state = bin2hex(random_bytes(16));"),
        ("ruby", "state = SecureRandom.rand(10)"),
    ],
)
def test_what_nobody_guesses_and_what_need_not_be_secret_are_left_alone(language, code):
    assert told(sample(language, code)) == []


def test_the_state_of_something_else_is_left_alone():
    assert told("Boxes:\n\n```js\nconst state = Math.random() > 0.5 ? 'on' : 'off';\n```\n") == []


def test_random_numbers_are_work_in_proportion():
    def cost(number: int) -> int:
        code = "// oauth\n" + "function wait() {\n  return Math.random();\n}\n" * number
        return steps(lambda: list(guessed_faults(Sample(Block(code, "js", 1), "javascript", code))))

    assert cost(1_000) < 12 * cost(100)


OTHER_LANGUAGES = [
    ("go", 'import "math/rand"\n\nfunc random(n int) string {\n\treturn letters[rand.Intn(n)]\n}\n\nstate := random(16) // oauth', 'import "crypto/rand"'),
    ("java", "static String generateCodeVerifier() {\n  return text(new Random());\n}", "new SecureRandom("),
    ("csharp", "var state = Text(new Random().Next()); // oauth", "RandomNumberGenerator.GetInt32("),
]  # fmt: skip


@pytest.mark.parametrize(("language", "code", "safe"), OTHER_LANGUAGES)
def test_numbers_that_can_be_guessed_in_other_languages(language, code, safe):
    assert len(told(f"```{language}\n{code}\n```\n")) == 1
    right = code.replace('import "math/rand"', safe).replace("new Random().Next(", safe)
    assert told(f"```{language}\n{right.replace('new Random(', safe)}\n```\n") == []
    other = code.replace("state", "color").replace("CodeVerifier", "Color")
    assert told(f"```{language}\n{other}\n```\n") == []
