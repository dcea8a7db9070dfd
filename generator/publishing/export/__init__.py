"""Samples into files of other tools: OpenAPI descriptions, overlays and HAR.

Open `openapi` first; `nodes` and `yaml_text` change a file and leave the rest of it as it is.
"""
