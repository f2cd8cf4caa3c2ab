"""The Zalo Bot Platform: bots that a person makes in the Zalo app, without an Official Account."""
