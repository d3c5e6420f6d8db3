"""Telegram: updates read, replies drawn, and both carried by python-telegram-bot."""
