"""Which language a block is in: from the fence, the class, the tab title, or the text itself."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from generator.auditing.pages.page import Block

PLAIN = "plain code"
"""The language of a sample in a programming language that has no grammar here."""

PROGRAMS = {
    "python": "Python",
    "go": "Go",
    "csharp": "C#",
    "javascript": "JavaScript",
    "php": "PHP",
    "ruby": "Ruby",
    "java": "Java",
}
"""The languages, with their titles, that a text can be in although its block says another one of them."""

_NAMES = {
    "bash": "bash sh shell zsh curl cli terminal unix linux bashrc httpie wget",
    "console": "console shell-session shellsession sh-session bash-session term",
    "python": "python py python3 py3 python2 requests httpx python-requests python-httpx",
    "pycon": "pycon python-repl ipython pycon3",
    "go": "go golang",
    "csharp": "csharp c# cs dotnet c-sharp net",
    "javascript": "javascript js node nodejs node.js mjs cjs jsx axios fetch es6 ecmascript",
    "typescript": "typescript ts tsx mts",
    "php": "php",
    "ruby": "ruby rb",
    "java": "java okhttp",
    "json": "json json5 jsonc",
    "http": "http https rest",
    PLAIN: "powershell ps1 pwsh posh kotlin kt swift rust rs c cpp c++ objc objectivec objective-c scala "
    "dart r perl pl lua groovy clojure elixir haskell julia ocaml vb vbnet",
    "other": "text txt plain plaintext none output yaml yml toml ini xml html css scss sql bat cmd batch "
    "dockerfile docker diff graphql protobuf proto mermaid properties makefile nginx env dotenv gradle "
    "terraform hcl vue svelte log csv markdown md mdx liquid jinja jinja2 erb",
}
_TOOL = re.compile(
    r"[ \t]*(?:[$#%>] *)?(?:(?:npm|npx|yarn|pnpm|bun|deno|pip3?|pipenv|poetry|uv|conda|curl|composer|bundle"
    r"|rails|rake|dotnet|docker|git|pre-commit|cd|mkdir|brew|apt|sudo|gem install|go (?:get|install|mod|run)"
    r"|python3? (?:-m|[\w./-]+\.py)|node [\w./-]+\.m?js|ruby [\w./-]+\.rb|php [\w./-]+\.php)(?: .*)?"
    r"|export \w+=.*)"
)
_BESIDE_TOOLS = re.compile(r"#.*|[ \t]*-.*|[ \t]*")
_PROMPTED = re.compile(r"(?:[ \t]*#[^\n]*\n|\s*\n)*[ \t]*\$ [A-Za-z]")
_COMMAND = re.compile(r"\s*(?:\$ )?(?:curl|wget)\s")
_SENT = re.compile(r"^[ \t]*(?:curl|wget)[ \t](?=(?s:.*)(?:https?://|\$\{?\w))", re.MULTILINE)
_COMMANDS = re.compile(  # lines of nothing but commands, their options, variables and comments
    r"(?:[ \t]*(?:(?:curl|wget|export|\|)[ \t].*|\w+=\S*|#.*|--?[A-Za-z].*)?(?:\n|$))+"
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\\\n")
_LONGEST_COMMAND = 5000  # characters
_PHP = re.compile(r"\s*<\?php\b")  # which no other language begins with
# Below comments alone, an import as no shell has it.
_PROGRAMS_BEGIN = {
    "python": r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:from [\w.]+ import [\w*(]|import \w+\n(?s:.*?)\n\w+ = )",
    "javascript": r"(?:[ \t]*(?://[^\n]*)?\n)*[ \t]*"
    r"(?:import [^\n;'\"]+ from ['\"]|(?:const|let|var) [\w{} ,]+ = require\()",
}
_MESSAGE = re.compile(
    r"\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD) (?:https?://|/)\S*(?: HTTP/[\d.]+)?\s*(?:\n|\Z)"
)
# A status line, or one without the version and at least one header below it.
_RESPONSE = re.compile(
    r"\s*(?:HTTP/[\d.]+[ \t]+[1-5]\d\d\b|[1-5]\d\d [A-Z][A-Za-z ]*\n[ \t]*[A-Z][A-Za-z-]*:[ \t]+\S)"
)
_SESSION = re.compile(r"\A(?:\s*#[^\n]*\n)*\s*>>> ")
_TITLES = (
    (r"\bcurl\b|\bshell\b|\bbash\b|\bterminal\b", "bash"),
    (r"\bpython\b", "python"),
    (r"\bgo(?:lang)?\b(?! to)", "go"),
    (r"\bc#|\.net\b|\bcsharp\b", "csharp"),
    (r"\btypescript\b", "typescript"),
    (r"\bjavascript\b|\bnode(?:\.?js)?\b|\baxios\b|\bfetch\b", "javascript"),
    (r"\bphp\b", "php"),
    (r"\bruby\b", "ruby"),
    (r"\bjava\b", "java"),
    (r"\b(?:kotlin|swift|rust|powershell|perl|dart|scala|elixir|objective-c)\b", PLAIN),
)
_TEXTS = (
    (r"\A\s*<\?php|^<\?php\s*$|^#!.*\bphp\b", "php"),
    (r"^#!.*\bperl\b", PLAIN),
    (r"^#!.*\bruby\b", "ruby"),
    (r"^#!.*\bnode\b", "javascript"),
    (r"\A\s*[{\[]\s*(?:\"|\{|\}|\]|$)", "json"),
    (r"\A\s*(?:GET|POST|PUT|PATCH|DELETE|HEAD) \S+(?: HTTP/[\d.]+)?\s*$|\A\s*HTTP[/\d.]*[/ ]\d{3}\b", "http"),
    (r"\A\s*(?:\$ |> |# ?|% )?(?:curl|wget)\s|^(?:\$ )?curl\s|\A\s*#[^\n]*\n\s*curl\s+\S", "bash"),
    (r"\A\s*>>> ", "pycon"),
    (r"^package \w+\s*$|\bfunc \w*\(.*\{\s*$|:= (?:http|url|json|strings)\.\w+\(", "go"),
    # What only Java has: its imports end in a semicolon and name no file, its main is written small.
    (
        (
            r"^[ \t]*import (?:static )?[a-z]\w*(?:\.\w+)+(?:\.\*)?;"
            r"|\bstatic void main\(|\bSystem\.(?:out|err)\."
        ),
        "java",
    ),
    (
        r"^[ \t]*using [\w.]+;\s*$|\bnew Http(?:Client|RequestMessage)\b|\bConsole\.Write|\bHttpWebRequest\b",
        "csharp",
    ),
    (r"\bpublic (?:static void|class) \w+.*\{", "java"),
    (r"\bHttpResponse<\w+>|\bUnirest\.\w+\(|\bnew OkHttpClient\b|\(HttpURLConnection\)", "java"),
    (
        r"^(?:import \w[\w.]*(?: as \w+)?|from [\w.]+ import .+)\s*$|^[ \t]*def \w+\(.*\).*:\s*$|^print\b",
        "python",
    ),
    (r"^[ \t]*(?:pub )?(?:fn|impl|mod|trait) \w|\blet mut\b|^[ \t]*#!?\[\w+|::\w+::<?\w|\w::\w+\(", PLAIN),
    (r"^[ \t]*class \w+(?:\([\w., ]*\))?:\s*$|^[ \t]*async def ", "python"),
    # Perl: modules with their colons, its pragmas, its three kinds of variables.
    (
        r"^[ \t]*(?:use (?:strict|warnings|utf8|constant|[A-Z]\w*(?:::\w+)+)\b|my \(?[$@%]\w|sub \w+ *\{)",
        PLAIN,
    ),
    (
        (
            r"\brequire\(['\"]|^import .+ from ['\"]|\bfetch\(|(?<=[\w)]) ?=> ?\{"
            r"|\b(?:const|let) (?:\w+[ \t]*(?:=(?!=)|;[ \t]*$|:[^=\n]*=)|[{\[][^=\n]*=|\{[ \t]*$)"
        ),
        "javascript",
    ),
    (r"^require ['\"][\w/]+['\"]\s*$|\bNet::HTTP\b|^[ \t]*puts ", "ruby"),
    (r"^[ \t]*\$\w+ = |->\w+\(.*;\s*$", "php"),
)
# A request as Stoplight has it, in JSON.
_DESCRIBED = re.compile(
    r"\s*\{\s*\"method\":\s*\"(?i:get|post|put|patch|delete|head|options)\",\s*\"url\":\s*\"(?:https?://|\{)"
)
_PROMPTLESS = (*PROGRAMS, "typescript")  # languages in which no line begins with a dollar and a blank
_OF_A_SHELL = re.compile(r"\s*\$ (?:let|const|if|import|class|for|while)\b")  # of another language
_CERTAIN = ("json", "http", "bash", "pycon")  # which stand below the heading of any language


def known(name: str) -> str:
    """The canonical name of a language that a page names, or an empty string."""
    return _names().get(name.strip().lower().strip(".{}"), "")


def recognised(block: Block) -> str:
    """The language of a block; empty when nothing tells it."""
    # ``http request``, and Slate's ``javascript--jquery``, for one tab of a language that has several.
    named = known(block.hint) or known(re.split(r" |--", block.hint)[0])
    if named in ("json", "other", "") and _DESCRIBED.match(block.text):
        return "http"
    if named == "other" and block.hint.lower() in ("text", "txt", "plain", "plaintext", "none"):
        return "bash" if _is_command(block.text) else "other"
    if named == "bash" and _is_transcript(block.text):
        return "console"
    if named in ("bash", "console") and _PHP.match(block.text):
        return "php"
    if named in ("bash", "console") and (language := _program(block.text)):
        return language
    if named in ("bash", "console") and _MESSAGE.match(block.text):
        return "http"
    if named in ("bash", "console", "json") and _RESPONSE.match(block.text):
        return "http"
    if named == "python" and _SESSION.search(block.text):
        return "pycon"
    if (
        named
        and named not in ("bash", "console", PLAIN, "other", "json", "http")
        and (_is_of_tools(block.text) or (_COMMAND.match(block.text) and _is_command(block.text)))
    ):
        return "bash"
    if named in _PROMPTLESS and _PROMPTED.match(block.text) and named not in _likely(block.text):
        return "console"
    if named == "http" and _COMMAND.match(block.text):
        return "console" if _is_transcript(block.text) else "bash"
    if named in PROGRAMS and (other := _of_tab(block)):
        return other
    if named:
        return named
    if block.hint and block.hint.lower() not in ("code", "default", "request", "response", "example"):
        # A name that nobody knows, such as ``raw``, says nothing against a message or JSON.
        likeliest = next(_likely(block.text), "")
        return likeliest if likeliest in ("http", "json") else "other"
    if language := _named_in(block.tab):
        return "console" if language == "bash" and _is_transcript(block.text) else language
    likeliest = next(_likely(block.text), "")
    if likeliest == "javascript" and _OF_A_SHELL.match(block.text):
        return "other"
    # A heading says nothing of the answers and commands below it: it only decides between what fits.
    headed = _titled(block.heading)
    fits = headed and likeliest not in _CERTAIN and headed in _likely(block.text)
    return headed if fits else likeliest


def is_named(block: Block) -> bool:
    """Whether anything but its text says which language a block is in."""
    return bool(known(block.hint) or _named_in(block.tab) or _titled(block.heading))


def _named_in(title: str) -> str:
    """The language that a title names among other words; empty where it names none."""
    if not title:
        return ""
    return next((language for pattern, language in _TITLES if re.search(pattern, title.lower())), "")


def _likely(text: str) -> Iterator[str]:
    """The languages that a text looks like, the surest first."""
    head = text[:20000]
    return (language for pattern, language in _text_patterns() if pattern.search(head))


@cache
def _text_patterns() -> list[tuple[re.Pattern[str], str]]:
    # Compiled once: the patterns of all rules are more than the module re keeps.
    return [(re.compile(pattern, re.MULTILINE), language) for pattern, language in _TEXTS]


def _program(text: str) -> str:
    """The language of a text that begins with an import as no shell has it; empty for any other text."""
    return next((language for language, pattern in _PROGRAMS_BEGIN.items() if re.match(pattern, text)), "")


def _of_tab(block: Block) -> str:
    """The language of the tab, where the text is in it first of all, whatever the block itself says."""
    language = _named_in(block.tab)
    return language if language in PROGRAMS and next(_likely(block.text), "") == language else ""


@lru_cache(maxsize=64)  # a heading stands above several blocks
def _titled(heading: str) -> str:
    """The language that is all of a heading, as in ``Java`` or ``C#:``; empty for any other heading."""
    title = heading.strip(" :").lower()
    return next((language for pattern, language in _TITLES if re.fullmatch(pattern, title)), "")


def _is_command(text: str) -> bool:
    """Whether a text that says it is plain is a command for curl or wget, and no output of one."""
    if len(text) > _LONGEST_COMMAND or not _SENT.search(text):
        return False
    return _COMMANDS.fullmatch(_QUOTED.sub("''", text)) is not None


def _is_of_tools(text: str) -> bool:
    """Whether each line is a command for a tool of developers, its options or a comment."""
    rows = text.strip().split("\n")
    return any(map(_TOOL.fullmatch, rows)) and all(
        _TOOL.fullmatch(row) or _BESIDE_TOOLS.fullmatch(row) for row in rows
    )


def _is_transcript(text: str) -> bool:
    """Whether a shell block has a prompt and, after a finished command, lines that are its output."""
    return re.search(r"^[ \t]*(?:[\w.@~:/-]*[$%]|[\w.-]+@[\w.-]+.*[#$]) \S", text, re.MULTILINE) is not None


@cache
def _names() -> dict[str, str]:
    return {alias: name for name, aliases in _NAMES.items() for alias in aliases.split()}
