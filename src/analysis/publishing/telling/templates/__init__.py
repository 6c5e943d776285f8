"""Templates of the messages."""
