"""`Sample`s in, `Proof`s out: mock, sandbox, toolchains, judge and ledger."""
