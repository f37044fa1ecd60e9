"""Open data: what everyone may read, for machines to read, and nothing of anyone's own."""

NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"  # what others wrote or pictured may be theirs
OPEN = {"Access-Control-Allow-Origin": "*"}  # a page of any other site may read it
