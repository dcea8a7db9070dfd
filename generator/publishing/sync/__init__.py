"""Marked blocks in pages that somebody writes by hand, kept in sync with samples.

Pages in, changed pages out. Open `sync` first; `blocks` finds the marked blocks.
"""
