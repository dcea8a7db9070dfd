"""Python runs this before HTTPie, as its start alone takes longer than all that it does."""

import gc
import sys

# So short a life makes no garbage that is worth a search.
gc.disable()
# Debian brings chardet along, which requests then loads; pip does not. And no sample has a SOCKS proxy.
for name in ("chardet", "urllib3.contrib.socks"):
    sys.modules[name] = None
