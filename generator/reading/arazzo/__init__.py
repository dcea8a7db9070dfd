"""An Arazzo document in (1.0, 1.1), its workflows as `Flow`s out.

`load` reads the document and the OpenAPI descriptions that it names. `workflows` makes a flow of each
workflow, `requests` the request of a step, `expressions` what stands for values that are not known yet.
"""
