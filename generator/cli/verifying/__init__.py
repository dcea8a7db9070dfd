"""Behind ``wireproof verify``: samples in, a report on their proofs out.

``proofs.py`` first: it takes proofs from the ledger, runs what is missing and keeps the new ones.
``sample_files.py`` reads the samples of a folder.
"""
