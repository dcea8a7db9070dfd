"""The languages that costly tests go through: the usual ones, or those named in WIREPROOF_LANGUAGES.

``WIREPROOF_LANGUAGES="java rust" pytest …`` takes these two, ``all`` every one.
"""

import os

from generator.rendering import load_languages
from generator.rendering.languages.language import choose_languages

PROVEN = choose_languages(load_languages(), os.environ.get("WIREPROOF_LANGUAGES", "").split())
