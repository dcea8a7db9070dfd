"""The value `Page` with its `Block`s of code, and the language of a block."""
