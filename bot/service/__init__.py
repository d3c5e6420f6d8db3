"""What a service needs around the conversation: the process, its health, numbers, logs and diagnosis."""
