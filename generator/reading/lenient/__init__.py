"""A description in that need not be valid, out what can be understood of it: for auditing, and for no sample.

Pages are held against a description that is published, faults and all, and often is Swagger 2.0. What is
faulty is left out by the smallest part that makes it sound, and named; the rest is read as any other.
"""

from generator.reading.lenient.understanding import Understood, understood

__all__ = ["Understood", "understood"]
