"""Open data: what everyone may read, for machines to read, and nothing of anyone's own."""

OPEN = {"Access-Control-Allow-Origin": "*"}  # a page of any other site may read it
