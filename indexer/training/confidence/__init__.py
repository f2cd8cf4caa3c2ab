"""Fits the probability that a first answer is right (docs/adr/0011)."""
