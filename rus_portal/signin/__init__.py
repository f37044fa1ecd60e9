"""How people sign in: by a code sent to their e-mail, a passkey, or their organisation's own sign-in.

django-allauth does the work. Here is what is ours: who is let in, who needs a second factor, what the
journal keeps and which addresses the pages have. Nobody has a password, and nobody signs up: a person exists
because the secretariat gave them a seat.
"""
