"""A language as data: `language.toml` in, `Language` out. Open `language` first."""
