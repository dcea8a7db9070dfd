"""Behind ``wireproof audit``: the description that pages are compared with, and changes to pages.

``description.py`` reads the description; ``changes.py`` is what ``--fix`` and ``--adopt`` write.
"""
