"""Credentials and security: leaked secrets, client authentication, grants, certificate checks (WP3xx)."""

import re
from collections.abc import Iterator

from generator.auditing.rules.authentication.doubled import doubled_faults
from generator.auditing.rules.authentication.in_urls import secret_in_url_faults
from generator.auditing.rules.authentication.leaks import leak_faults
from generator.auditing.rules.authentication.token_requests import (
    grant_of,
    query_pairs,
    token_faults,
    unnamed_grant,
)
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Call, Fault

# What turns the check of a certificate off, in the clients of all languages.
_TLS = re.compile(
    r"verify\s*=\s*False|InsecureSkipVerify\s*:\s*true|rejectUnauthorized\s*:\s*false"
    r"|NODE_TLS_REJECT_UNAUTHORIZED"
    r"|ServerCertificate(?:Custom)?ValidationCallback\s*\+?=|DangerousAcceptAnyServerCertificateValidator"
    r"|CURLOPT_SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:false|0|FALSE)|VERIFY_NONE"
    r"|_create_unverified_context|CERT_NONE"
    r"|check_hostname\s*=\s*False|ALLOW_ALL_HOSTNAME_VERIFIER|NoopHostnameVerifier|disable_warnings"
    r"|[\"']?verify(?:_peer(?:_name)?|Peer)?[\"']?\s*(?:=>|:)\s*false\b|\bstrictSSL\s*:\s*false"
    r"|ssl\s*=\s*False\b|TrustAll\w*\b|checkServerTrusted\([^)]*\)\s*(?:throws \w+\s*)?\{\s*\}"
    r"|\([^()]*String \w+, SSLSession \w+\)\s*(?:->\s*true|\{\s*return true)"
    r"|setHostnameVerifier\(\s*\(?\s*\w+\s*,\s*\w+\s*\)?\s*->\s*true|\bverify_mode:?\s*(?:=>|=)?\s*0\b"
    r"|--no-check-certificate|--(?:proxy|doh)-insecure"
)
# What a sample says that sends credentials, in whatever way.
CREDENTIAL = re.compile(
    r"(?i)auth|api[-_]?key|token|cookie|credential|password|secret|certificate|--cert\b|(?:^|\s)(?:-u|--user|-n|-E)\b"
)


def credential_faults(sample: Sample) -> Iterator[Fault]:
    """The faults of a sample's credentials."""
    yield from leak_faults(sample)
    yield from _tls(sample)
    for call in sample.calls:
        yield from secret_in_url_faults(call, sample.text)
        yield from doubled_faults(call)
        if grant_of(call):
            yield from token_faults(call)
        elif faults := list(unnamed_grant(call)):
            yield from faults
        elif re.search(r"response_type=(?:id_token(?:%20|\+))?token\b", call.url):
            message = "the implicit grant must not be used any more (RFC 9700 §2.1.2)"
            fix = "Use the authorization code flow with PKCE."
            yield Fault("WP307", message, call.url_line, None, fix)


def sends_credentials(call: Call) -> bool:
    """Whether a call brings anything that may say who sends it."""
    given = [*(call.body.fields if call.body else ()), *call.query, *query_pairs(call.url)]
    names = [*(header.name for header in call.headers), *(name for name, _ in given)]
    names = [name for name in names if "postman-token" not in name.lower()]  # which says nothing of anybody
    return call.basic is not None or any(_SAYS_WHO.search(name) for name in names)


_SAYS_WHO = re.compile(r"(?i)auth|key|token|secret|cookie|sign")


def _tls(sample: Sample) -> Iterator[Fault]:
    told: set[int] = set()
    for match in _TLS.finditer(sample.text) if sample.is_code else ():
        start = sample.text.rfind("\n", 0, match.start()) + 1
        line = sample.text.count("\n", 0, match.start())
        if line not in told and not re.match(r"\s*(?:#|//)", sample.text[start : match.start()]):
            told.add(line)
            message = f"{match[0][:40]} turns the check of the server's certificate off"
            fix = "Remove it; trust a private authority by its CA file."
            yield Fault("WP306", message, line, match.start() - start, fix)
    for call in sample.calls:
        if call.verifies_tls is False and (call.client == "curl" or not told):
            what = "--insecure turns" if call.client == "curl" else "an option turns"
            message = f"{what} the check of the server's certificate off"
            fix = "Remove it; trust a private authority by its CA file (--cacert)."
            yield Fault("WP306", message, call.line, None, fix)
