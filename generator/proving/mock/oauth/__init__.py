"""The mock of an OAuth 2.0 token endpoint, which answers as django-oauth-toolkit does.

A request in, a response out; it keeps its codes and tokens in memory. Open `app` first.
"""
