"""Who may do what, and why not: all of it in one file.

Each function takes the person who asks and the thing, and answers `Allowed` or `Denied(reason)`. The same
answer draws the button, its explanation and the page that refuses. Rights follow from seats held today, and
at a meeting from those held on its day (docs/adr/0015); whether a thing may be *seen* is asked of
`visible_to` on its own model.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from rus_portal.core.standing import (
    chairs,
    home_organisations,
    home_seats,
    homes_looked_after,
    homes_of,
    is_kept_by,
    is_there_another_day,
    seats_confirming,
    seats_for_dissent,
    seats_taking_over,
    seats_that_read,
    seats_that_speak,
    standing_of,
)
from rus_portal.core.words import day


@dataclass(frozen=True)
class Allowed:
    reason = ""

    def __bool__(self):
        return True


@dataclass(frozen=True)
class Denied:
    reason: str

    def __bool__(self):
        return False


ALLOWED = Allowed()
RETOLD = Denied("Mötet är återgivet efter källor, och källorna säger ingenting om det här.")
OFF_MEETING = Denied("Ärendet står inte på något möte.")
OFF_AGENDA = Denied("Punkten står inte på någon utsänd dagordning.")


def require(answer):
    """Go on if allowed, else stop with the reason."""
    if not answer:
        raise PermissionDenied(answer.reason)


def denied_at(meeting, person, reason):
    """The reason; but whoever has a seat in the council on other days than the meeting's is told of the
    day."""
    if is_there_another_day(person, meeting):
        return Denied(f"Din plats i rådet gäller inte den {day(meeting.date)}.")
    return Denied(reason)


# The office and what it keeps


def may_enter_office(person):
    """The secretariat's work list, and the administrator's."""
    standing = standing_of(person)
    if standing.is_secretariat or standing.is_administrator:
        return ALLOWED
    return Denied("Sidan är till för rådens kansli och administratören.")


def _by_office(person, what):
    """`what` says what it is, as somebody else is told."""
    return may_enter_office(person) or Denied(f"{what} av kansliet och administratören.")


def may_keep(person, council):
    """Everything about the agendas, documents, minutes and follow-up of a council."""
    if is_kept_by(person, council):
        return ALLOWED
    return Denied("Det här gör rådets kansli.")


def may_retell(person):
    """Bring in positions from before the portal; of each council only its own office."""
    if standing_of(person).is_secretariat:
        return ALLOWED
    return Denied("Äldre ställningstaganden förs in av rådens kansli.")


def may_keep_neighbours(person):
    """Which other regions' systems the portal reads: it speaks with whatever is set there."""
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Vilka andra system som portalen läser bestämmer administratören.")


# Meetings


def _takes_place(meeting):
    """Of a meeting that is cancelled nothing else is said first."""
    if meeting.stage == meeting.Stage.CANCELLED:
        return Denied("Mötet är inställt.")
    return ALLOWED


def may_change_meeting(person, meeting):
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage == meeting.Stage.HELD:
        return Denied("Mötet är avslutat och kan inte ändras.")
    return may_keep(person, meeting.council)


def may_prepare(person, meeting):
    """The pages of what goes before a meeting: its order, summons, answers and letters."""
    return RETOLD if meeting.source else may_keep(person, meeting.council)


def may_take_part(person, meeting):
    """Those who are called, and the secretariat: for them is the link to the digital meeting."""
    if meeting.source:
        return RETOLD
    if not (answer := may_follow(person, meeting)):
        return answer
    if is_kept_by(person, meeting.council) or home_seats(person, meeting):
        return ALLOWED
    return denied_at(meeting, person, "Bara den som är kallad deltar i mötet.")


def may_follow(person, meeting):
    """Those for whom what is sent before the meeting and said of it is meant, and the secretariat."""
    if is_kept_by(person, meeting.council) or seats_that_read(person, meeting):
        return ALLOWED
    if home_seats(person, meeting):
        until = "från kallelsen till dess att protokollet är justerat"
        return Denied(f"Den som bara har sin plats på mötesdagen läser det som hör till mötet {until}.")
    reason = "Det som hör till mötet är till för dem som har en plats i ett råd som möts, och för kansliet."
    return denied_at(meeting, person, reason)


def may_reinstate(person, meeting):
    """Take a cancellation back, until the day is over."""
    if meeting.stage != meeting.Stage.CANCELLED:
        return Denied("Mötet är inte inställt.")
    if meeting.end_date < timezone.localdate():
        return Denied("Mötesdagen har passerat. Planera ett nytt möte i stället.")
    return may_keep(person, meeting.council)


def may_record_meeting(person, meeting):
    """Attendance, outcomes and the text of the minutes: from the day of the meeting until it is closed."""
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage == meeting.Stage.HELD:
        return Denied("Mötet är avslutat. Öppna det igen för att ändra vad som antecknats.")
    if meeting.stage != meeting.Stage.CONVENED:
        return Denied("Kallelsen måste ha gått ut innan något kan antecknas.")
    if meeting.date > timezone.localdate():
        return Denied("Mötet har inte varit än.")
    return may_keep(person, meeting.council)


def may_open_sitting(person, meeting):
    """The page of the meeting day: from the summons until the meeting is closed, so that the secretary is at
    home there when the day comes. Before that day nothing is recorded on it (`may_record_meeting`)."""
    if meeting.source:
        return RETOLD
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage == meeting.Stage.HELD:
        return Denied("Mötet är avslutat. Det som antecknades står i protokollet.")
    if meeting.stage != meeting.Stage.CONVENED:
        return Denied("Mötesdagens sida öppnas när kallelsen har gått ut.")
    return may_keep(person, meeting.council)


def may_reopen_meeting(person, meeting):
    """Until the minutes are sent for approval the secretariat may mend what it recorded."""
    if meeting.source:
        return RETOLD
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage != meeting.Stage.HELD:
        return Denied("Mötet är inte avslutat.")
    out = meeting.minutes.exclude(sent_at=None).exclude(item__isnull=False, stage="approved")
    for sheet in out.values_list("item", flat=True)[:1]:
        if sheet:
            return Denied("En paragraf är utsänd för omedelbar justering. Invänta den eller ta tillbaka den.")
        return Denied("Protokollet är utsänt för justering eller justerat.")
    return may_keep(person, meeting.council)


# The year


def may_read_year(person):
    if standing_of(person).appointments:
        return ALLOWED
    return Denied("Årshjulet är till för dem som har en plats i ett råd, en beredningsgrupp eller kansliet.")


def may_choose_days(person):
    """Of a report: that of a year is the same for everyone, one of other days is made for whoever asks."""
    if standing_of(person).appointments:
        return ALLOWED
    return Denied(
        "En rapport för andra dagar än ett helt år hämtas av den som har en plats i ett råd, en "
        "beredningsgrupp eller kansliet. Rapporten för ett år är öppen för alla."
    )


def may_plan_year(person):
    if standing_of(person).is_secretariat:
        return ALLOWED
    return Denied("Årets möten planeras av kansliet.")


# The agenda and the summons


def may_ask_for_approval(person, meeting):
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage != meeting.Stage.PLANNED:
        return Denied("Dagordningen godkänns innan kallelsen går ut.")
    return may_keep(person, meeting.council)


def may_approve_agenda(person, meeting):
    """The chair approves, or says what to change; the secretariat sends."""
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage != meeting.Stage.PLANNED:
        return Denied("Dagordningen godkänns innan kallelsen går ut.")
    if not chairs(person, meeting):
        reason = "Dagordningen godkänns av den som leder mötet eller av rådets ordförande."
        return denied_at(meeting, person, reason)
    if not meeting.agenda_approvals.awaited().exists():
        return Denied("Kansliet väntar inte på att dagordningen godkänns.")
    return ALLOWED


def may_send_summons(person, meeting):
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage != meeting.Stage.PLANNED:
        return Denied("Kallelsen har redan gått ut.")
    return may_keep(person, meeting.council)


def may_send_update(person, meeting):
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage != meeting.Stage.CONVENED:
        return Denied("En ändrad dagordning skickas mellan kallelsen och mötets avslutning.")
    return may_keep(person, meeting.council)


def may_read_versions(person, meeting):
    """Each version of the agenda is for those it was sent to."""
    if meeting.source:
        return RETOLD
    if not meeting.convened_at:
        return Denied("Dagordningen har inte gått ut än.")
    return may_follow(person, meeting)


def may_answer_summons(person, meeting):
    if not (answer := _is_called(meeting)):
        return answer
    if meeting.stage == meeting.Stage.HELD or meeting.has_begun:
        return Denied("Mötet har börjat. Säg till kansliet på plats.")
    if not home_seats(person, meeting):
        return denied_at(meeting, person, "Bara den som är kallad till mötet svarar på kallelsen.")
    return ALLOWED


def may_answer_for(person, said):
    """The secretariat notes what others have told it, also of those who cannot sign in, and puts right what
    it has noted, until the minutes are sent. What somebody has answered in person is that person's alone.
    `said` is the answer for one organisation, saved or not."""
    meeting, other = said.meeting, said.person
    if not (answer := may_keep(person, meeting.council)):
        return answer
    if said.pk and said.noted_by_id is None:
        return Denied(f"{other} har svarat på kallelsen och ändrar svaret på egen hand.")
    if not (answer := _is_called(meeting) and may_put_right(meeting)) or said.pk:
        return answer
    councils = [council.pk for council in meeting.councils]
    its = {"seat__council__in": councils, "seat__organisation": said.organisation_id}
    held = other.appointments.on(meeting.date).filter(**its).select_related("seat")
    if not any(each.seat.reads_documents for each in held):
        return Denied(f"{other} är inte kallad till mötet.")
    return ALLOWED


def _is_called(meeting):
    if meeting.source:
        return RETOLD
    if not (answer := _takes_place(meeting)):
        return answer
    if not meeting.convened_at:
        return Denied("Kallelsen besvaras när den har gått ut.")
    return ALLOWED


# Items


def may_change_item(person, item):
    """On a meeting. What is in preparation is changed as a proposal: `may_write_proposal`."""
    if item.meeting is None:
        return OFF_MEETING
    if item.stage in (item.Stage.HANDLED, item.Stage.POSTPONED):
        return Denied("Punkten är behandlad. Underlaget ändras inte i efterhand.")
    return may_change_meeting(person, item.meeting)


def may_lift(person, item):
    """Off the agenda and on: the secretariat, and until it is on a sent agenda those who prepare the matter.
    What still waits on a meeting that is over may be led on too."""
    if item.meeting is None:
        return OFF_MEETING
    if item.stage == item.Stage.WITHDRAWN:
        return Denied("Punkten utgår redan.")
    if item.stage not in item.DRAFTED:
        return may_change_item(person, item)
    if item.council and may_steer(person, item.council):
        return ALLOWED
    return may_keep(person, item.meeting.council)


def may_return(person, lift):
    """Undo it, as long as the agenda that the item was lifted off may be changed."""
    return may_change_meeting(person, lift.meeting)


def may_place_item(person, item):
    """Put a late item on an agenda that is already sent."""
    if not item.waits_for_agenda:
        return Denied("Bara en punkt under beredning kan läggas till, på ett möte vars kallelse har gått ut.")
    return may_change_item(person, item)


def may_record_item(person, item):
    return _is_unsettled(item) and may_record_meeting(person, item.meeting)


def _is_unsettled(item):
    """In a meeting that is opened again nothing more is recorded of a § approved already."""
    if item.is_minuted and not item.meeting.is_minuted:
        return Denied("Paragrafen är omedelbart justerad och ändras inte.")
    return ALLOWED


def may_record_outcome(person, item):
    if not item.is_on_agenda:
        return OFF_AGENDA
    return may_record_item(person, item)


def may_write_text(person, item):
    """What is said on an item may be written from the summons on: much of it is known before the day."""
    if not item.is_on_agenda:
        return OFF_AGENDA
    return _is_unsettled(item) and may_open_sitting(person, item.meeting)


def may_take_up_again(person, item):
    """Take a matter up again that was postponed, referred back or dropped: once, unless that was dropped too.
    Only for such a matter is the database queried."""
    if not (item.is_left_open or item.is_dropped):
        return Denied("Bara en punkt som flyttats fram, återförts till beredning eller utgått tas upp igen.")
    if not (answer := may_keep(person, item.meeting.council)):
        return answer
    if item.continued_by.exclude(stage=item.Stage.WITHDRAWN).exists():
        return Denied("Punkten är redan upptagen på nytt.")
    return ALLOWED


# Documents


def may_change_documents(person, meeting, item=None):
    """Replace, rename and remove documents, of the meeting or of an item there, until the minutes name
    them."""
    if meeting.is_minuted or (item and item.pk in meeting.minuted_items):
        return Denied("Protokollet är justerat. Handlingarna ligger fast.")
    return may_keep(person, meeting.council)


def may_fetch_original(person, document):
    """The file as it came, of one whose readers get a copy: where whoever keeps it has said so, or there was
    nothing in it but what the copy has."""
    if document.is_open_as_it_came or (document.meeting and may_keep(person, document.meeting.council)):
        return ALLOWED
    if document.item and document.meeting is None and may_write_proposal(person, document.item):
        return ALLOWED
    return Denied("Läsarna får en kopia av handlingen. Originalet lämnas inte ut.")


# Positions and dissent


def may_lodge_dissent(person, item):
    """ "Avvikande synpunkt kan, vid önskemål, läggas till protokollet": by those who take position."""
    if not item.is_position:
        return Denied("Avvikande synpunkt lämnas bara på punkter för ställningstagande.")
    if not item.is_on_agenda:
        return OFF_AGENDA
    if item.is_minuted:
        return Denied("Protokollet är justerat. Avvikande synpunkter kan inte längre läggas till.")
    if item.is_past_dissent:
        out = "Protokollet är utsänt för justering."
        return Denied(f"{out} Avvikande synpunkter kan inte längre läggas till.")
    if not seats_for_dissent(person, item):
        own = home_seats(person, item.meeting)
        if any(seat.takes_position and not seat.is_substitute for seat in own):
            return Denied("Din ersättare tjänstgör för dig på mötet och lämnar då avvikande synpunkt.")
        reason = "Bara en ledamot, eller en ersättare som tjänstgör, kan lämna avvikande synpunkt."
        return denied_at(item.meeting, person, reason)
    return ALLOWED


def may_lodge_statement(person, item):
    """A note to the minutes (protokollsanteckning), until they are approved: by all who may speak there."""
    if not item.is_on_agenda:
        return OFF_AGENDA
    if item.is_minuted:
        return Denied("Protokollet är justerat. Protokollsanteckningar kan inte längre läggas till.")
    if not seats_that_speak(person, item.meeting):
        reason = "Bara den som har rätt att yttra sig på mötet lämnar en protokollsanteckning."
        return denied_at(item.meeting, person, reason)
    return ALLOWED


def may_withdraw_statement(person, statement):
    """Its author, until the minutes are approved; the secretariat what it typed in itself, until they are
    sent."""
    meeting = statement.item.meeting
    if statement.withdrawn_at:
        return Denied("Protokollsanteckningen är redan återtagen.")
    if statement.item.is_minuted:
        return Denied("Protokollet är justerat. Protokollsanteckningen ligger fast.")
    if statement.person_id == person.pk:
        return ALLOWED
    if statement.typed_by is None or not is_kept_by(person, meeting.council):
        return Denied("Bara den som lämnat en protokollsanteckning kan ta tillbaka den.")
    return may_put_right(meeting, statement.item)


def may_withdraw_dissent(person, dissent):
    if dissent.withdrawn_at:
        return Denied(dissent.became or "Synpunkten är redan återtagen.")
    if dissent.person_id != person.pk:
        return may_correct_dissent(person, dissent)
    if dissent.item.is_minuted:
        return Denied("Protokollet är justerat. Synpunkten ligger fast.")
    if dissent.is_left:
        reason = "Den som tar del i ställningstagandet på mötesdagen avgör om synpunkten står kvar."
        return denied_at(dissent.item.meeting, person, reason)
    return ALLOWED


def may_take_over_dissent(person, dissent):
    """Make it one's own or let it fall, where its author does not have the seat on the day of the meeting."""
    meeting = dissent.item.meeting
    if dissent.withdrawn_at:
        return Denied(dissent.became or "Synpunkten är redan återtagen.")
    if dissent.item.is_minuted:
        return Denied("Protokollet är justerat. Synpunkten ligger fast.")
    if not dissent.is_left:
        return Denied(
            f"{dissent.person} tar del i mötet den {day(meeting.date)} och avgör själv om synpunkten."
        )
    if not seats_taking_over(person, dissent):
        reason = "Den som tar del i ställningstagandet på mötet tar över synpunkten eller låter den falla."
        return denied_at(meeting, person, reason)
    return ALLOWED


def may_correct_dissent(person, dissent):
    """What the secretariat typed in for another it may put right, or take back. What its author has lodged or
    confirmed is the author's alone."""
    if dissent.typed_by is None or not is_kept_by(person, dissent.item.meeting.council):
        return Denied("Bara den som lämnat en avvikande synpunkt ändrar den eller tar tillbaka den.")
    if dissent.item.stances.filter(seat=dissent.seat_id, confirmed_at__isnull=False).exists():
        return Denied(
            "Synpunkten är bekräftad av en förtroendevald. Bara författaren ändrar eller tar tillbaka den."
        )
    return may_put_right(dissent.item.meeting, dissent.item)


def may_put_right(meeting, item=None):
    """What the secretariat typed in for others, until the minutes are sent: of an item also by itself."""
    told = [None, item.pk] if item else [None]
    if any(sheet in told for sheet in meeting.minutes.exclude(sent_at=None).values_list("item", flat=True)):
        return Denied("Protokollet är utsänt. Det som kansliet har antecknat åt andra ligger fast.")
    return ALLOWED


def may_record_decision(person, position, organisation):
    """What an organisation's own body decided: the secretariat, and once the minutes of it are approved those
    who look after the matter in the organisation."""
    if is_kept_by(person, position.council):
        return ALLOWED
    if organisation.pk not in homes_looked_after(person, position.item.meeting):
        return Denied("Formella beslut antecknas av organisationens egna tjänstepersoner, eller av kansliet.")
    if not (position.published_at or position.item.is_minuted):
        return Denied("Protokollet är inte justerat än. Formella beslut antecknas därefter.")
    return ALLOWED


def may_follow_up(person, position, organisation=None):
    """Tell what came of a position: those who look after the matter in an organisation tell of that one
    alone, the secretariat of all of them and of the council as a whole."""
    if not (position.published_at or position.item.is_minuted):
        return Denied("Protokollet är inte justerat än. Vad som blev av ställningstagandet antecknas sedan.")
    if is_kept_by(person, position.council):
        return ALLOWED
    if organisation and organisation.pk in homes_looked_after(person, position.item.meeting):
        return ALLOWED
    if organisation is None:
        return Denied("Det här antecknas av rådets kansli.")
    return Denied("Det här antecknas av organisationens egna tjänstepersoner, eller av kansliet.")


def may_receive_feedback(person, feedback):
    """Confirm that the organisation has what it takes home from the meeting: those who look after it there,
    and the secretariat for one that has told it so."""
    meeting = feedback.minutes.meeting
    if is_kept_by(person, meeting.council) or feedback.organisation_id in homes_looked_after(person, meeting):
        return ALLOWED
    return Denied("Mottagandet bekräftas av organisationens egna tjänstepersoner, eller av kansliet.")


# Stances


def may_read_stances(person, meeting):
    """Where all the organisations stand on the items of a meeting, as far as each may see."""
    return RETOLD if meeting.source else may_follow(person, meeting)


def may_record_stance(person, item, organisation, said=None):
    """Say where an organisation stands on an item before the meeting: its own people there, elected or
    official, and the secretariat on its behalf. What the organisation `said` itself is its own alone; what
    the secretariat typed in it may put right also afterwards."""
    if not item.is_position:
        return Denied("Bara punkter för ställningstagande förankras.")
    if not item.is_on_agenda:
        return OFF_AGENDA
    is_own = organisation.pk in home_organisations(person, item.meeting)
    keeps = not is_own and is_kept_by(person, item.meeting.council)
    if keeps and said and said.on_behalf:
        return may_put_right(item.meeting, item)
    if not item.is_open_for_stances:
        return Denied("Förankringen är stängd: punkten är behandlad eller mötet avslutat.")
    if keeps and said:
        return Denied(f"{organisation} har själv angett var den står, och ändrar det själv.")
    if is_own or keeps:
        return ALLOWED
    return denied_at(item.meeting, person, "Var en organisation står anger den själv, eller kansliet åt den.")


def may_withdraw_stance(person, stance):
    """The secretariat takes back what it typed in for an organisation."""
    if not stance.on_behalf:
        return Denied(f"{stance.organisation} har själv angett var den står, och ändrar det själv.")
    if not (answer := may_keep(person, stance.item.meeting.council)):
        return answer
    return may_put_right(stance.item.meeting, stance.item)


def may_publish_stance(person, stance):
    """Let everyone read where the organisation stood, and take that back: its own people in the council
    today, elected or official, once the position is everyone's."""
    seats = seats_that_read(person, stance.item.meeting)
    if stance.organisation_id not in {seat.organisation_id for seat in seats}:
        return Denied("Hur organisationen tänkte publicerar den själv: de som har en plats för den i rådet.")
    position = getattr(stance.item, "position", None)
    if not (position and position.published_at):
        return Denied("Ställningstagandet är inte publicerat.")
    if stance.status not in stance.BEYOND_DISSENT:
        return Denied("En avvikande synpunkt står redan vid ställningstagandet. Annat är inte förankrat.")
    return ALLOWED


def may_confirm_dissent(person, stance):
    """An official may announce dissent, but only one who takes position for the organisation confirms it."""
    item, organisation = stance.item, stance.organisation
    if not stance.awaits_confirmation:
        return Denied("Det finns ingen avvikande synpunkt att bekräfta.")
    if not seats_confirming(person, item, organisation):
        reason = "Bekräftar gör en ledamot för organisationen, eller en ersättare som tjänstgör."
        return denied_at(item.meeting, person, reason)
    return may_record_stance(person, item, organisation)


def may_take_over_stance(person, stance):
    """Stand by it or let it fall, where the one who stated it has no seat for the organisation on the day of
    the meeting: for all who speak for the organisation then."""
    item = stance.item
    if not stance.is_left:
        return Denied(stance.became or "Den som antecknade läget talar för organisationen på mötet.")
    if stance.organisation_id not in home_organisations(person, item.meeting):
        reason = "Den som talar för organisationen på mötet tar över läget eller låter det falla."
        return denied_at(item.meeting, person, reason)
    return may_record_stance(person, item, stance.organisation)


# Minutes


def may_ask_at_once(person, item):
    """Have the § of an item approved by itself, before the rest of the minutes."""
    meeting = item.meeting
    if meeting.source:
        return RETOLD
    if not item.became:
        return Denied("Anteckna utfallet först. Paragrafen justeras som den står då.")
    if meeting.is_out:
        return Denied("Hela protokollet är redan utsänt för justering.")
    if meeting.minutes.filter(item=item).exclude(stage="withdrawn").exists():
        return Denied("Paragrafen är redan markerad för omedelbar justering.")
    return may_keep(person, meeting.council)


def may_send_minutes(person, minutes):
    if minutes.stage != minutes.Stage.DRAFT:
        return Denied("Protokollet är redan utsänt.")
    return may_keep(person, minutes.meeting.council)


def _not_sent(minutes):
    told = "är redan justerat" if minutes.is_sealed else "är inte utsänt för justering"
    return Denied(f"Protokollet {told}.")


def may_approve_minutes(person, minutes):
    if minutes.stage != minutes.Stage.SENT:
        return _not_sent(minutes)
    concerned = Q(person=person.pk) | Q(instead_of=person.pk)
    asked = list(minutes.approvals.filter(concerned).select_related("person")) if person.pk else []
    for own in asked:
        if own.person_id == person.pk:
            return Denied("Du har redan justerat protokollet.") if own.approved_at else ALLOWED
    for other in asked:
        return Denied(f"{other.person} är ombedd att justera protokollet i ditt ställe.")
    return Denied("Bara de som är ombedda att justera protokollet kan göra det.")


def may_answer_wish(person, wish):
    """Say whether what an approver wanted changed is done, once, until the minutes are approved."""
    if wish.answered_at:
        return Denied("Önskemålet är redan besvarat.")
    if wish.minutes.is_sealed:
        return Denied("Protokollet är justerat och ändras inte.")
    return may_keep(person, wish.minutes.meeting.council)


def may_replace_approver(person, approval):
    """Ask another, where one of those asked cannot approve. What others have approved stands."""
    if approval.minutes.stage != approval.minutes.Stage.SENT:
        return Denied("Justerare ersätts medan protokollet är utsänt för justering.")
    if approval.approved_at:
        return Denied(f"{approval.person} har redan justerat protokollet.")
    return may_keep(person, approval.minutes.meeting.council)


def may_recall_minutes(person, minutes):
    """Back to draft, to mend what an approver asked for; a § by itself is approved with the rest again."""
    if minutes.stage not in (minutes.OPEN if minutes.item_id else (minutes.Stage.SENT,)):
        return _not_sent(minutes)
    return may_keep(person, minutes.meeting.council)


def may_correct_minutes(person, minutes):
    """Begin a version that corrects these: the newest, once approved."""
    if not minutes.is_sealed:
        return Denied("Protokollet är inte justerat än. Det ändras som vanligt.")
    if minutes.item_id:
        return Denied("Paragrafen rättas med hela protokollet, när det är justerat.")
    if minutes.is_corrected:
        return Denied("Det finns redan en senare version av protokollet.")
    return may_keep(person, minutes.meeting.council)


def may_correct_passage(person, minutes):
    """Change the text of such a version, or abandon it, until it is sent for approval."""
    if minutes.is_sealed:
        return Denied("Ingen rättelse av protokollet är påbörjad.")
    if minutes.version == 1:
        return Denied("Protokollet är inte justerat än. Det ändras som vanligt.")
    if minutes.stage != minutes.Stage.DRAFT:
        return Denied("Rättelsen är utsänd för justering.")
    return may_keep(person, minutes.meeting.council)


def may_publish_minutes(person, minutes):
    if minutes.item_id:
        return Denied("Paragrafen publiceras med hela protokollet.")
    if minutes.stage != minutes.Stage.APPROVED:
        told = "är redan publicerat" if minutes.published_at else "måste vara justerat innan det publiceras"
        return Denied(f"Protokollet {told}.")
    return may_keep(person, minutes.meeting.council)


def archivable(meeting):
    """Whether the meeting can go to the e-archive: what is there then is what stands."""
    if meeting.source:
        return Denied("Mötet är återgivet efter källor. Det är källorna som arkiveras.")
    if meeting.cancelled_at:
        return Denied("Mötet är inställt och har inget protokoll att arkivera.")
    if not meeting.is_published:
        return Denied("Protokollet måste vara justerat och publicerat innan mötet arkiveras.")
    if meeting.minutes.filter(item=None, published_at=None).exists():
        return Denied("En rättelse av protokollet pågår. Mötet arkiveras när den är publicerad.")
    return ALLOWED


def may_archive(person, meeting):
    """The package holds all of the meeting, also what few may read: it is the office's to hand over."""
    return may_keep(person, meeting.council) and archivable(meeting)


# What those who were there say of a meeting


def may_evaluate(person, meeting, asked, today=None):
    """Those who were noted as present say once, and nobody else, how it lived up to the pledge. `asked` is
    the row that asks the person, if there is one."""
    if meeting.evaluated_until is None:
        return Denied("Om det här mötet ställs inga frågor.")
    if meeting.evaluated_until < (today or timezone.localdate()):
        return Denied(f"Frågorna gick att svara på till och med den {day(meeting.evaluated_until)}.")
    if asked is None or asked.person_id is None or asked.person_id != person.pk:
        return Denied("Frågorna ställs till dem som är antecknade som närvarande på mötet.")
    if asked.state == asked.State.ANSWERED:
        return Denied("Du har svarat. Svaret är sparat utan ditt namn och kan inte ändras.")
    if meeting.stage != meeting.Stage.HELD:
        return Denied("Mötet är öppet igen för rättelser. Frågorna går att svara på när det är avslutat.")
    return ALLOWED


def may_read_evaluations(person, council):
    """How a council finds that it lives up to its pledge is for the council and its secretariat."""
    if council.pk in standing_of(person).reads or is_kept_by(person, council):
        return ALLOWED
    return Denied("Svaren om budkavlen är till för rådet självt och dess kansli.")


# Proposals


def may_propose(person):
    """ "Samtliga aktörer … ansvarar för att föreslå aktuella frågor till agendan": whoever holds a seat."""
    if standing_of(person).appointments:
        return ALLOWED
    return Denied("Den som har en plats i ett råd, en beredningsgrupp eller kansliet lämnar förslag.")


def may_enter_board(person):
    standing = standing_of(person)
    if standing.prepares or standing.keeps:
        return ALLOWED
    return Denied("Sidan är till för rådens beredningsgrupp och kansli.")


def may_steer(person, council):
    """Take a council's proposals through their preparation, from submitted to a place on a meeting."""
    if council.prepared_by_id in standing_of(person).prepares or is_kept_by(person, council):
        return ALLOWED
    return Denied("Det här gör rådets beredningsgrupp och kansli.")


def may_steer_proposal(person, item):
    if item.stage == item.Stage.DRAFT:
        return Denied("Förslaget är ett utkast.")
    if item.is_on_agenda or item.stage == item.Stage.WITHDRAWN:
        return Denied("Förslaget är inte längre under beredning.")
    return may_steer(person, item.council)


def may_write_proposal(person, item):
    """The text is its writer's until it is ready for an agenda. The preparatory group asks, never edits."""
    own = item.added_by_id == person.pk and bool(may_propose(person))
    if item.stage == item.Stage.DRAFT:
        return ALLOWED if own else Denied("Bara den som skriver ett utkast ändrar i det.")
    if item.meeting_id or item.stage not in (*item.DRAFTED, item.Stage.RETURNED):
        return Denied("Förslaget har lämnat beredningen. Det ändras i mötets underlag.")
    if is_kept_by(person, item.council) or (own and item.stage != item.Stage.READY):
        return ALLOWED
    if own:
        return Denied("Förslaget är klart för dagordningen. Vänd dig till kansliet om något ska ändras.")
    return Denied("Förslaget ändras av den som lämnade det, eller av kansliet.")


def may_hand_in_proposal(person, item):
    """Send it in, the first time or again after it was returned."""
    if item.stage not in (item.Stage.DRAFT, item.Stage.RETURNED):
        return Denied("Förslaget är redan inskickat.")
    if item.added_by_id == person.pk:
        return may_propose(person)
    return Denied("Förslaget skickas in av den som skrev det.")


def may_comment_proposal(person, item):
    """The writer and those who prepare it talk to each other until it is on an agenda."""
    if item.added_by_id == person.pk and item.stage in (*item.DRAFTED, item.Stage.RETURNED):
        return may_propose(person)
    return may_steer_proposal(person, item)


def may_withdraw_proposal(person, item):
    """Its writer takes it back, and throws away a draft, until it has a place on a meeting."""
    if item.meeting_id or item.stage == item.Stage.WITHDRAWN:
        return Denied("Förslaget har lämnat beredningen.")
    if item.added_by_id == person.pk:
        return may_propose(person)
    if item.stage != item.Stage.DRAFT and is_kept_by(person, item.council):
        return ALLOWED
    return Denied("Förslaget tas tillbaka av den som lämnade det, eller av kansliet.")


# Letters and guests


def may_send_again(person, letter):
    about_minutes = letter.kind in (letter.Kind.MINUTES, letter.Kind.FEEDBACK)
    if letter.meeting is None or (letter.meeting.has_begun and not about_minutes):
        return Denied("Mötet har börjat. Det är för sent för brevet.")
    return may_keep(person, letter.meeting.council)


def may_invite_guest(person, item):
    """Give someone without an account a link to the item, until its meeting is over."""
    meeting = item.meeting
    if not (answer := _takes_place(meeting)):
        return answer
    if meeting.stage == meeting.Stage.HELD or meeting.end_date < timezone.localdate():
        return Denied("Mötet är över. Gäster bjuds in före mötet.")
    if item.stage not in (*item.DRAFTED, *item.ON_AN_AGENDA):
        return Denied("Punkten utgår. Ta tillbaka den innan du bjuder in en gäst.")
    return may_keep(person, meeting.council)


# The reader's own


def may_mark_read(person, meeting):
    """Keep track of what one has read: those for whom the documents of the meeting are meant."""
    if seats_that_read(person, meeting):
        return ALLOWED
    if meeting.council.prepared_by_id in standing_of(person).prepares:
        return ALLOWED
    return Denied("Läsmarkeringar är till för dem som läser mötets handlingar.")


def may_write_note(person, meeting):
    """On an item or a document of the meeting that one may see."""
    if may_follow(person, meeting) or may_mark_read(person, meeting):
        return ALLOWED
    return Denied("Anteckningar är till för dem som läser mötets handlingar.")


def may_share_note(person, meeting, organisation):
    """Share a note with those who hold a seat for the same organisation in a council that meets."""
    if organisation.pk in home_organisations(person, meeting):
        return ALLOWED
    reason = "Du delar anteckningar bara inom en organisation som du har en plats för vid mötet."
    return denied_at(meeting, person, reason)


def may_change_note(person, note):
    if person.is_authenticated and note.person_id == person.pk:
        return ALLOWED
    return Denied("Bara den som skrev anteckningen ändrar i den.")


# Seats and people


def may_keep_seats(person, council):
    """Who sits in a council or a group, and from when. The office's own seats give rights over all other
    seats, so only the administrator changes those."""
    if _looks_after(person, council):
        return ALLOWED
    if council.kind == council.Kind.OFFICE:
        return Denied("Kansliets egna platser sköter bara administratören.")
    return Denied("Platserna sköter rådets kansli och administratören.")


def _looks_after(person, council):
    """The administrator; of a council its office, and of a group the office of a council that it prepares."""
    if standing_of(person).is_administrator:
        return True
    if council.kind == council.Kind.OFFICE:
        return False
    return is_kept_by(person, council) or any(is_kept_by(person, each) for each in council.prepares.all())


def may_keep_basics(person):
    """Organisations, strategies, goals and focus areas, which addresses follow from."""
    return _by_office(person, "Grunduppgifterna sköts")


def may_renew(person):
    """A new strategy or edition of the plan, and what is led on to it."""
    return _by_office(person, "Strategin och planen förnyas, och det som väntar kopplas om,")


def may_keep_values(person):
    """The files that the values of indicators are read from."""
    return _by_office(person, "Indikatorernas filer läses in och ångras")


def may_change_edition(person, plan):
    """A new edition of the strategic plan, until it is adopted."""
    if not plan.is_draft:
        return Denied("Utgåvan är antagen och ändras inte. Gör i stället en ny utgåva av planen.")
    return may_renew(person)


def may_correct_adoption(person, plan):
    """When an edition was adopted, by whom and in which position, and from when it applies."""
    if plan.is_draft:
        return Denied("Utgåvan är ett utkast, och inte antagen.")
    return _by_office(person, "Det som sägs om antagandet rättas")


def may_change_strategy(person, strategy):
    """A new strategy that is made from the one before, until it is adopted."""
    if not strategy.is_draft:
        return Denied("Strategin är fastställd. Gör i stället en ny strategi av den.")
    return may_renew(person)


def may_consult(person):
    """Open, change and close a consultation."""
    return _by_office(person, "Remisser öppnas, ändras och stängs")


def may_reopen_consultation(person, consultation):
    if consultation.discarded_draft:
        return Denied(f"Utkastet {consultation.discarded_draft} är kastat, och remissen öppnas inte igen.")
    if consultation.is_settled:
        return Denied(
            f"{consultation.whole} är inte längre ett utkast, och remissen öppnas inte igen. Öppna en ny om "
            "något ska frågas nu."
        )
    return may_consult(person)


def may_answer_consultation(person, organisation):
    """For an organisation that is asked: those who look after things there today (`Appointments.at_home`)."""
    if organisation.pk in homes_of(person):
        return ALLOWED
    return Denied("Remissen besvaras av organisationens egna tjänstepersoner.")


def may_change_council(person, council):
    """What is told of a council, its deadlines and its address."""
    if _looks_after(person, council):
        return ALLOWED
    if council.kind == council.Kind.OFFICE:
        return Denied("Uppgifterna om kansliet ändrar bara administratören.")
    return Denied("Uppgifterna ändras av rådets kansli och administratören.")


def may_arrange_councils(person):
    """Which councils there are, who prepares them and which office keeps them: rights follow from it."""
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Vilka råd som finns, vem som bereder och vem som är kansli ändrar bara administratören.")


def may_keep_people(person):
    """Add people and invite them."""
    return _by_office(person, "Personer läggs till, ändras och bjuds in")


def may_change_person(person, other):
    """Name, e-mail and whether the person may sign in. Whoever changes an address can sign in as that person,
    so those of the office and the administrators are changed by the administrator alone."""
    if standing_of(person).is_administrator:
        return ALLOWED
    today = timezone.localdate()
    if any(each.seat.council.kind == "office" and not each.has_ended(today) for each in other.held):
        return Denied("Uppgifter om kansliets egna personer ändrar bara administratören.")
    return may_keep_people(person)


INVITED_AT_MOST = dt.timedelta(days=1)


def may_invite(person, other, last, at=None):
    """Tell someone who holds a seat, or is invited ahead of it, how to sign in once more: at most once a day
    to the same address, but at once where the `last` invitation, if any, did not arrive."""
    if not other.is_active:
        return Denied("Personen får inte logga in. Markera ”Kan logga in” först.")
    if not other.email:
        return Denied("Personen kan inte logga in. Fyll i e-postadressen först.")
    day = timezone.localdate(at)
    if not any(each.is_to_tell_of(day) for each in other.held):
        return Denied("Den som inte har någon plats i dag, och inte är bjuden än, bjuds inte in.")
    since = (at or timezone.now()) - INVITED_AT_MOST
    if last and last.address == other.email and last.written_at > since and not last.needs_help:
        return Denied("En inbjudan har skrivits det senaste dygnet. Vänta innan du skickar en till.")
    return may_keep_people(person)


def may_manage_integrations(person):
    """Which programs read the registry's feed, and so what is not open to everyone."""
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Nycklar till integrationer ger och drar administratören in.")


def may_watch_operation(person):
    """What is wrong with the installation, and what to do about it."""
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Hur driften står till ser administratören.")


def may_read_sign_ins(person):
    """Who signed in, failed to, or changed their second factor: for whoever looks after the accounts."""
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Inloggningarna läser administratören, och var och en sina egna.")


def may_read_personal_data(person, other):
    """All that is stored about someone: for the administrator who must answer for it, and for the one it is
    about."""
    if (person.is_authenticated and person.pk == other.pk) or standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Vad som finns lagrat om en person ser bara administratören och personen själv.")


def may_let_in_anew(person):
    """Somebody whose organisation's service has given them another account: whoever lets it in answers for
    that it is the same person."""
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Ett nytt konto hos organisationen släpper administratören in.")


def may_erase_contact_details(person):
    if standing_of(person).is_administrator:
        return ALLOWED
    return Denied("Kontaktuppgifter raderas av administratören.")


# All at once, for a page: the template gets it as `may` and asks `may.change` where it needs to


@dataclass(frozen=True)
class OnMeeting:
    """What one person may do on a meeting. Each is worked out when the page first asks, and only once."""

    person: Any
    meeting: Any

    keep = cached_property(lambda self: may_keep(self.person, self.meeting.council))
    change = cached_property(lambda self: may_change_meeting(self.person, self.meeting))
    reinstate = cached_property(lambda self: may_reinstate(self.person, self.meeting))
    take_part = cached_property(lambda self: may_take_part(self.person, self.meeting))
    follow = cached_property(lambda self: may_follow(self.person, self.meeting))
    record = cached_property(lambda self: may_record_meeting(self.person, self.meeting))
    approve_agenda = cached_property(lambda self: may_approve_agenda(self.person, self.meeting))
    send_summons = cached_property(lambda self: may_send_summons(self.person, self.meeting))
    send_update = cached_property(lambda self: may_send_update(self.person, self.meeting))
    prepare = cached_property(lambda self: may_prepare(self.person, self.meeting))
    read_stances = cached_property(lambda self: may_read_stances(self.person, self.meeting))
    read_versions = cached_property(lambda self: may_read_versions(self.person, self.meeting))
    read_history = cached_property(lambda self: may_enter_office(self.person))
    answer = cached_property(lambda self: may_answer_summons(self.person, self.meeting))
    write_note = cached_property(lambda self: may_write_note(self.person, self.meeting))


@dataclass(frozen=True)
class OnItem:
    """What one person may do on an item of a meeting, asked in the same way."""

    person: Any
    item: Any

    keep = cached_property(lambda self: may_keep(self.person, self.item.meeting.council))
    change = cached_property(lambda self: may_change_item(self.person, self.item))
    lift = cached_property(lambda self: may_lift(self.person, self.item))
    follow = cached_property(lambda self: may_follow(self.person, self.item.meeting))
    place = cached_property(lambda self: may_place_item(self.person, self.item))
    record = cached_property(lambda self: may_record_outcome(self.person, self.item))
    take_up_again = cached_property(lambda self: may_take_up_again(self.person, self.item))
    dissent = cached_property(lambda self: may_lodge_dissent(self.person, self.item))
    statement = cached_property(lambda self: may_lodge_statement(self.person, self.item))
    write_note = cached_property(lambda self: may_write_note(self.person, self.item.meeting))


def on_meeting(person, meeting):
    return OnMeeting(person, meeting)


def on_item(person, item):
    return OnItem(person, item)
