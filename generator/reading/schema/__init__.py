"""JSON Schema: is a value valid, why not in plain words, and which value would be.

Open `json_schema` first for checking and `example_values` for made-up values.
"""
