"""The request that a sample sends: the value `Call`, and questions about URLs, forms and token requests."""
