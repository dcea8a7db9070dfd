"""A description in, `Description` out: OpenAPI in YAML or JSON, and the configuration."""
