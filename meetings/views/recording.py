"""What the pages for recording a meeting have in common."""

from django.db.models import Count, Q

from meetings.forms.attendance import lines_of
from meetings.models import AgendaItem, DissentingOpinion
from meetings.planning.turn import out_of_turn, told
from meetings.views.nav import nav
from rus_portal.core.acting import form_page


def recording_page(request, template, form, meeting, here, **context):
    """A page of the recording, with all items beside it and the way to close the meeting."""
    standing = Count("dissents", filter=Q(dissents__withdrawn_at=None))
    items = list(meeting.items.on_the_agenda().annotate(dissenting=standing).order_by("order", "pk"))
    context |= {"meeting": meeting, "nav": nav(request.user, meeting, here), "items": items}
    return form_page(request, template, form, **context | closing_of(meeting, items))


def _unclaimed(meeting):
    """Dissent that nobody who takes position stands for yet."""
    lodged = DissentingOpinion.objects.standing().with_author().select_related("item")
    for dissent in lodged.filter(item__meeting=meeting, is_left=True):
        yield (
            f"{dissent.person} lämnade en avvikande synpunkt för {dissent.organisation_name} på "
            f"”{dissent.item}”, men tar inte del i ställningstagandet. Har ingen tagit över den när "
            "protokollet justeras är den inte en del av ställningstagandet, och protokollet säger det."
        )


def closing_of(meeting, items):
    """What the way to close the meeting shows."""
    passed, attended = out_of_turn(meeting), meeting.attendances.exists()
    return {
        "open_items": sum(item.stage == AgendaItem.Stage.ON_AGENDA for item in items),
        "late": meeting.items.filter(stage__in=AgendaItem.DRAFTED).order_by("order", "pk"),
        "attended": attended,
        "unmarked": sum(line.is_called and not line.saved for line in lines_of(meeting)) if attended else 0,
        "passed": passed,
        "told": [*told(meeting, passed), *_unclaimed(meeting)],
    }
