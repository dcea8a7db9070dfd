"""Python runs this before a sample, as its start alone takes longer than all that the sample does."""

import gc
import sys

# So short a life makes no garbage that is worth a search.
gc.disable()
# Debian brings chardet and PySocks along, which requests then loads; pip does not.
for name in ("chardet", "urllib3.contrib.socks"):
    sys.modules[name] = None
