"""Someone else saved while the writer wrote: both texts side by side, and the writer's still in the form."""

from councils.journal import history_of


def sent_again(request, **marks):
    """What the writer sent, with the marks of what is saved now, so that saving again is a choice made with
    open eyes."""
    data = request.POST.copy()
    for field, mark in marks.items():
        data[field] = mark
    return data


def last_act(saved, *acts):
    """The last in the journal of these acts, or of all: it tells who saved. A draft has none."""
    history = history_of(saved)
    return (history.filter(act__in=acts) if acts else history).last()


def conflict_page(page, form, saved, again, /, **told):
    """The `page` of a form, with what `form` and `saved` say differently: `again` is the form made anew, and
    `told` what the page says of whoever saved."""
    shown = page(again, versions=form.against(saved), **told)
    shown.status_code = 409
    return shown
