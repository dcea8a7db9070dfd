"""The text of a sample in, the `Call`s that it would make out: a room for each language."""
