"""The shipped embedding model: static embeddings of Vietnamese phrases, learned from law and procedures."""
