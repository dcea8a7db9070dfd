"""Who sends a request, and how it says so: credentials, clients and tokens of OAuth 2.0."""
