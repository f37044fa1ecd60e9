"""Someone else saved while the writer wrote: both texts side by side, and the writer's still in the form."""

from councils.journal import history_of


def sent_again(request, **marks):
    """What the writer sent, with the marks of what is saved now, so that saving again is deliberate."""
    data = request.POST.copy()
    for field, mark in marks.items():
        data[field] = mark
    return data


def last_act(saved, *acts):
    """The last of these acts, or of all, in the journal: it tells who saved. A draft has no entry."""
    history = history_of(saved)
    return (history.filter(act__in=acts) if acts else history).last()


def conflict_page(page, form, saved, again, /, **told):
    """The `page` of a form, with what differs between `form` and `saved`: `again` is the form made anew, and
    `told` what the page says about who saved."""
    shown = page(again, versions=form.against(saved), **told)
    shown.status_code = 409
    return shown
