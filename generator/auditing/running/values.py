"""What the reader of a sample brings: the environment variables that a text reads, with ordinary values."""

import re
from collections.abc import Iterator

from generator.auditing.requests.urls import split

MARK = "readers"
"""How every made-up value begins: what a server has against it is not the sample's fault."""

_READS = {
    "curl": r"\$\{?([A-Za-z_]\w*)",
    "python": r"\benviron(?:\.get\(|\[)\s*['\"](\w+)|\bgetenv\(\s*['\"](\w+)",
    "go": r"\b(?:Getenv|LookupEnv)\(\s*[\"`](\w+)",
    "csharp": r"\bGetEnvironmentVariable\(\s*@?\"(\w+)",
    "javascript": r"\bprocess\.env\.(\w+)|\bprocess\.env\[['\"](\w+)",
    "php": r"\bgetenv\(\s*['\"](\w+)|\$_(?:ENV|SERVER)\[['\"](\w+)",
    "ruby": r"\bENV(?:\.fetch\(|\[)\s*['\"](\w+)",
    "java": r"\bgetenv\(\s*\"(\w+)",
}
_READS_SOMEHOW = r"(?i:\benv|getenv|environ)\w*(?:::\w+)*!?[\[(]\s*['\"](\w+)"  # in any other language
_SYSTEM = re.compile(
    "PATH|HOME|LANG|(?:OLD)?PWD|USER|LOGNAME|SHELL|TERM|TMPDIR|IFS|E?UID|PPID|RANDOM|SECONDS|LINENO|TZ"
    "|LD_.*|BASH_ENV|ENV|PYTHON.*|NODE_OPTIONS|(?:https?|no|all)_proxy",
    re.IGNORECASE,
)
_WHOLE_ADDRESS = re.compile(r"URL|URI|ENDPOINT|SERVER|BASE|^API$|_API$", re.IGNORECASE)
_HOST = re.compile(r"HOST|DOMAIN", re.IGNORECASE)
_OWN_ADDRESS = re.compile(r"REDIRECT|CALLBACK|RETURN|WEBHOOK|SUCCESS|CANCEL", re.IGNORECASE)
_NUMBER = re.compile(r"(?:^|_)(?:COUNT|LIMIT|PAGE|OFFSET|SIZE|AMOUNT|NUMBER|QUANTITY|PORT)$", re.IGNORECASE)


def environment(language: str, text: str, base: str) -> dict[str, bytes]:
    """Values for the variables that `text` reads; `base` is the address of the described server.

    A name that asks for the address gets it; all others get a value that says whose it is.
    """
    return {name: _value(name, base, text).encode() for name in dict.fromkeys(_names(language, text))}


def _names(language: str, text: str) -> Iterator[str]:
    for groups in re.finditer(_READS.get(language, _READS_SOMEHOW), text):
        name = next(group for group in groups.groups() if group)
        is_set_here = language == "curl" and re.search(
            rf"(?:^|[\s;(]){name}=|\b(?:for|read)\s.*\b{name}\b", text
        )
        if not _SYSTEM.fullmatch(name) and not is_set_here:
            yield name


def _value(name: str, base: str, text: str) -> str:
    scheme, host, prefix, _ = split(base)
    if _OWN_ADDRESS.search(name):
        return f"https://{MARK}.example.com/{name.lower()}"
    if _WHOLE_ADDRESS.search(name):
        writes_prefix = prefix and re.search(rf"{name}\W{{0,12}}{re.escape(prefix)}/", text)
        return f"{scheme}://{host}{'' if writes_prefix else prefix}"
    if _HOST.search(name):
        return host
    if _NUMBER.search(name):
        return "1"
    return f"{MARK}-{name.lower().replace('_', '-')}"
