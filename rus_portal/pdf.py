"""Paper: the only module that knows WeasyPrint."""


def minutes_pdf(record):
    raise NotImplementedError
