"""``--adopt``: a page in, the page out with our own samples in the place of its own, in blocks of `sync`.

`choosing` says which of our samples a block stands for, `places` which lines it takes up; `adopt` replaces
them. A block is taken over where its one call is for a described operation, it is plain which example of it
is meant, and its language is one of ours. No other byte changes, and what is already marked stays.
"""

from generator.auditing.adopting.adopt import Adopted, adopted_page

__all__ = ["Adopted", "adopted_page"]
