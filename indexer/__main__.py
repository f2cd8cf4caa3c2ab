"""`python -m indexer`: builds, searches and looks after the index."""

from indexer.cli import main

if __name__ == "__main__":
    main()
