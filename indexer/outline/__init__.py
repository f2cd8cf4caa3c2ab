"""Documents understood: metadata, outline and canonical text of what a reader found."""

from indexer.outline.build import structure

__all__ = ["structure"]
