"""A small Bot API server of our own: it answers as the public specification says, and can be told to fail."""
