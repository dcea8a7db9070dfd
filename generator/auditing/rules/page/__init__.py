"""Samples of one page that disagree, and blocks that nothing closes."""
