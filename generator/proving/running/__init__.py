"""Running samples: which scenarios prove a sample, and the pool of workers that runs them.

Samples and languages in, `Proof`s out. Open `prove` first, then `kinds` (what a kind of proof is made of) and
`scenarios` (what a sample is run against).
"""
