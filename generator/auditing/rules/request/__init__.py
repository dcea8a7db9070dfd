"""The HTTP request that a sample sends: scheme, encoding, media type, body, headers."""
