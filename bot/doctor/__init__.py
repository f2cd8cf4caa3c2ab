"""Checks every configured credential, address and permission, and says what to mend."""
