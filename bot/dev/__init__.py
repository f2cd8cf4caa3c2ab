"""Stand-ins for the messaging platforms: for trying the desk out without an account, and for its tests."""
