"""Python runs this before a sample, as its start alone takes longer than all that the sample does."""

import gc
import sys

# So short a life makes no garbage that is worth a search.
gc.disable()
# httpx loads its own command line too, with the packages click and rich, if Debian has brought them.
sys.modules["httpx._main"] = None
