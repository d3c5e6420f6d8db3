"""The transports: they read what arrived and draw what is answered, and one house joins all."""
