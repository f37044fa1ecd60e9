"""What styles say that are based on others."""


def settled(told, based_on):
    """{style: what it says itself, else the nearest of those it goes back to}, None where none of them says
    anything. Each is read once, also in a long row or a circle."""
    known = {}
    for style in told:
        asked, path = style, []
        while asked in told and asked not in known:
            known[asked] = told[asked]
            path.append(asked)
            if told[asked] is not None:
                break
            asked = based_on.get(asked)
        known |= dict.fromkeys(path, known.get(asked))
    return known
