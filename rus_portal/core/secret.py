"""What opens an address that nobody can guess is kept as its hash alone."""

import hashlib


def sha256_of(token):
    return hashlib.sha256(token.encode()).hexdigest()
