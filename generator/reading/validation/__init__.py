"""A file in, a `Document` out that the rest can rely on: faults collected, mended or left out.

Open `load` first: it calls the others in order.
"""
