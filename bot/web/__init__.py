"""The web chat: one page, forms that work by themselves, and a script that only adds comfort."""
