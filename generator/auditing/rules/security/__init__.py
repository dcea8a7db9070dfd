"""Credentials and certificates: leaked, missing, doubled, in the URL, not checked."""
