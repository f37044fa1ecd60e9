"""A copy of all that the portal keeps, in one file, and putting it back into an empty installation on either
database (docs/adr/0071).

`tables` says what is left out, `rows` how a row is written, `container` what the file is, `taking` makes it
and `restoring` puts it back.
"""
