"""Files on their way in: received within bounds, then known by their content, never by their name alone."""
