"""Which file of a document is read in the page."""


def reading_copy(document):
    """What its readers are given of it (`Document.given`), where that can be read in the page; None of what
    can only be downloaded, and while there is nothing for them."""
    given = document.given
    return given if given and given.is_pdf else None
