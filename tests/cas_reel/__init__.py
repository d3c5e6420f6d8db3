"""A real CAS server in an environment of its own, to certify our links."""
