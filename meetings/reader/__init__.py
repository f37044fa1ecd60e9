"""What is new to a reader, and the reader's notes."""
