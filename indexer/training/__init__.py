"""Training of what ships: models are made by one command each, from corpora given by option."""
