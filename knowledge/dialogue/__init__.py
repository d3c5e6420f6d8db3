"""The conversation: its types, its guide and the one function that plays it."""
