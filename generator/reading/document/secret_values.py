"""Which values of a description or a recording are secrets: by their names, or by how known tokens begin."""

import re
from functools import lru_cache

TOKEN = re.compile(
    r"(eyJ[A-Za-z0-9_-]{5,}|gh[pousr]_|github_pat_|glpat-|sk[-_](live|test|proj|ant)|[pr]k_(live|test)_|xox[abeprs]-"
    r"|AKIA|ASIA|AIza|ya29\.|SG\.|shp(at|ca|pa|ss)_|npm_|pypi-|hf_|whsec_|dop_v1_)[A-Za-z0-9_\-+/=.~]{6,}"
)
_NAME = re.compile(
    r"(?:.*_)?(?:passw(?:or)?d|passphrase|passcode|pwd|secret|jwt|cvc|cvv|api_?key"
    r"|(?:access|api|auth|bearer|id|refresh|secret|security|session)_?token"
    r"|(?:access|private|secret|signing|encryption)_?key|client_assertion)|authorization|token"
)


@lru_cache(4096)  # a long description has the same few names again and again
def names_a_secret(name: str) -> bool:
    """Whether a field of this name surely holds a secret, as ``clientSecret`` and ``X-Api-Key`` do."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return _NAME.fullmatch("_".join(re.findall(r"[a-z0-9]+", spaced))) is not None
