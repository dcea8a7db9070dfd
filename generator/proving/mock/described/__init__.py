"""The mock of a described API: checks each request against the description and answers with its examples.

A `Contract` and a request in, a response or the problems in words out. Open `app` first.
"""
