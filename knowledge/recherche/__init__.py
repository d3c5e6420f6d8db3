"""Free questions: which entry of the guide answers one, how surely, and which questions are not ours."""
