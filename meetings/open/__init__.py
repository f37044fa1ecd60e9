"""Open data: what everyone may read, for machines to read, and nothing of anyone's own."""
