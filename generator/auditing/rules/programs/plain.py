"""Languages without a grammar here (Kotlin, Swift, Rust, PowerShell …): what literals tell by themselves.

Such a sample is judged in part: its addresses, its credentials, and whether certificates are checked.
"""

import re
from collections.abc import Iterator

from generator.auditing.pages import Lines
from generator.auditing.recognising import PLAIN
from generator.auditing.rules.authentication.in_urls import secret_name
from generator.auditing.rules.http.urls import is_local, split
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import Fault

_URL = re.compile(r"[\"'`](https?://(?:[^\"'`\s\\]|\\\()+)[\"'`]|-Uri\s+(https?://[^\s\"']+)")
# Names that look like addresses, and are not called: of XML, of JSON Schema.
_NAMESPACE = re.compile(
    r"https?://(?:www\.w3\.org|schemas\.|json-schema\.org|xmlns\.|purl\.org)|\.(?:dtd|xsd)$"
)
_UNCHECKED = re.compile(
    r"-SkipCertificateCheck\b|danger_accept_invalid_(?:certs|hostnames)\(\s*true|badCertificateCallback\s*="
    r"|verify_hostname\s*=>\s*0|SSL_verify_mode\s*=>\s*(?:0|SSL_VERIFY_NONE)|ssl_verifypeer\s*=\s*(?:0|FALSE)"
    r"|hostnameVerifier\s*\{\s*_\s*,\s*_\s*->\s*true|ServerCertificateValidationCallback\s*=\s*\{\s*\$true"
    r"|verify:\s*:verify_none|CURLOPT_SSL_VERIFY(?:PEER|HOST),\s*0L?\b"
)


def plain_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of a sample in a language without a grammar; none of any other."""
    if sample.language != PLAIN:
        return
    lines = Lines(sample.text)
    for match in _UNCHECKED.finditer(sample.text):
        message = f"{match[0][:40]} turns the check of the server's certificate off"
        fix = "Remove it; trust a private authority by its CA file."
        yield Fault("WP306", message, lines.at(match.start()) - 1, None, fix)
    for line, url in _urls(sample):
        if url.startswith("http://") and not is_local(url):
            yield Fault("WP201", f"{url[:70]} is sent in clear text", line, None, "Write https://.")
        if re.match(r"https?://[^/@]+:[^/@]+@", url):
            fix = "Send them in the Authorization header."
            yield Fault("WP302", "the URL holds a user name and password", line, None, fix)
        secret = secret_name(form_pairs(split(url)[3]))
        if secret:
            message = f"{secret} is sent in the URL, where logs and histories keep it"
            fix = "Send it in the body or the Authorization header (RFC 6750 §5.3)."
            yield Fault("WP302", message, line, None, fix)


def _urls(sample: Sample) -> list[tuple[int, str]]:
    """The addresses in a sample's literals, each with its 0-based line."""
    lines = Lines(sample.text)
    found = ((lines.at(match.start()) - 1, match[1] or match[2]) for match in _URL.finditer(sample.text))
    return [(line, url) for line, url in found if not _NAMESPACE.search(url)]
