"""``--run``: whole programs of a page go in, and what they really sent and did comes out as `Fault`s.

`candidates` says which samples can be run, and why others cannot; `values` what a reader brings; `stage`
is where they run, sandboxed, against the mock of the description; `verdicts` judges what was seen; and
`run` does it for all samples of an audit.
"""
