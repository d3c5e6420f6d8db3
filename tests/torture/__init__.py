"""The bot killed again and again, at every point where that could lose or double something."""
