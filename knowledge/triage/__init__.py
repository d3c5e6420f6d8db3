"""What people see when it does not work: messages, symptoms, and who has to act."""
