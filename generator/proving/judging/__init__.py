"""Judging: what a request must be, and whether one that arrived is it.

A `Request` and the bytes that the mock recorded in, differences in words out. Open `compare_request` first;
`expected_request` says what is expected, `hostile_values` which values readers may bring.
"""
