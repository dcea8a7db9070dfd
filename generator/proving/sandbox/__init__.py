"""The sandbox: runs a program with its own files, its own network and no way out.

A `Program` in, what it wrote and how it ended out. Open `sandbox` first; `portable` runs programs
where there are no namespaces.
"""
