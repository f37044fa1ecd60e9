"""What a person has answered to the summons, named by organisation for those who come for several."""

from meetings.models import SummonsAnswer
from meetings.planning.invitees import homes_of
from rus_portal.core.standing import home_seats

WORDS = dict(SummonsAnswer.Answer.choices)


def for_whom(answer):
    """ " för Timrå kommun", where its writer comes for others too."""
    several = len(homes_of(answer.person, answer.meeting)) > 1
    return f" för {answer.organisation}" if several else ""


def own_answers(person, meetings):
    """What the person has answered to each of the meetings, as (organisation, words): without an organisation
    where there is only one, and without words where nothing is answered. They are read with `own_answer`; one
    query where somebody comes for several."""
    homes = {
        meeting: list(dict.fromkeys(seat.organisation for seat in home_seats(person, meeting)))
        for meeting in meetings
    }
    several = [meeting for meeting in meetings if len(homes[meeting]) > 1]
    given = SummonsAnswer.objects.filter(person=person, meeting__in=several) if several else ()
    said = {(each.meeting_id, each.organisation_id): each.get_answer_display() for each in given}
    return {
        meeting: [(home, said.get((meeting.pk, home.pk), "")) for home in homes[meeting]]
        if meeting in several
        else [(None, WORDS.get(meeting.own_answer, ""))]
        for meeting in meetings
    }
