"""A program of several requests: the runs that its proof asks for, and whether one ended as it must.

`scenarios` has the runs, in which the mock answers each step with values that are fresh in every run;
`expectations` judges them.
"""
