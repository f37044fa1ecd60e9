"""The secretariat's and the members' forms: text from a browser in, clean values for the verbs out."""
