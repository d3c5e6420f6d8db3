"""Accounts: bytes at one end, a report at the other. Nothing of a file is kept."""
