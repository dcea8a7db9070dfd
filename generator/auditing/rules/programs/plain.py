"""Languages without a grammar here (Kotlin, Swift, Rust, PowerShell …): what literals tell by themselves.

Such a sample is judged in part: its addresses, its credentials, and whether certificates are checked.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Lines
from generator.auditing.recognising import PLAIN
from generator.auditing.rules.authentication.in_urls import secret_name
from generator.auditing.rules.http.urls import is_local, is_open_host, is_placeholder, split
from generator.auditing.rules.pages.placed import Placed
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


def plain_addresses(samples: Sequence[Sample]) -> Iterator[tuple[str, str, int, str]]:
    """Scheme, host, line of the file and text of the addresses in such samples."""
    for sample in samples if any(each.language == PLAIN for each in samples) else ():
        for line, url in _urls(sample) if sample.language == PLAIN else ():
            scheme, host, _, _ = split(url)
            yield scheme, host, sample.block.line_at(line), url


def other_hosts(samples: Sequence[Sample], calls: Sequence[Placed]) -> Iterator[Fault]:
    """A tab whose one host is another than that of all the other tabs (WP502)."""
    hosts: defaultdict[int, set[str]] = defaultdict(set)
    for item in calls:
        if item.sample.block.group and item.host:
            hosts[item.sample.block.group].add(item.host)
    for sample in samples:
        usual = hosts.get(sample.block.group, set()) if sample.language == PLAIN else set()
        found = {split(url)[1]: line for line, url in _urls(sample)} if len(usual) == 1 else {}
        for host, line in found.items() if len(found) == 1 else ():
            known = next(iter(usual))
            if host != known and not is_open_host(host, [known]) and not is_placeholder(known):
                message = f"the host is {host} here, and {known} in the samples beside it"
                yield Fault("WP502", message, sample.block.line_at(line), None, f"Write {known}.")


def _urls(sample: Sample) -> list[tuple[int, str]]:
    """The addresses in a sample's literals, each with its 0-based line."""
    lines = Lines(sample.text)
    found = ((lines.at(match.start()) - 1, match[1] or match[2]) for match in _URL.finditer(sample.text))
    return [(line, url) for line, url in found if not _NAMESPACE.search(url)]
