"""What the helpdesk knows: pure functions and French data. No clock, no disk, no network."""
