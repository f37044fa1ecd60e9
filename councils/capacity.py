"""In what capacity a person holds a seat, and what each capacity carries. Rights are given to these groups,
never to a single capacity."""

from django.db import models


class Capacity(models.TextChoices):
    CHAIR = "chair", "Ordförande"
    VICE_CHAIR = "vice_chair", "Vice ordförande"
    MEMBER = "member", "Ledamot"
    SUBSTITUTE = "substitute", "Ersättare"
    CO_OPTED = "co_opted", "Adjungerad"
    RIGHT_TO_SPEAK = "right_to_speak", "Yttranderätt"
    PREPARER = "preparer", "Beredande"
    SECRETARY = "secretary", "Sekreterare"
    ADMINISTRATOR = "administrator", "Administratör"


LEADS = (Capacity.CHAIR, Capacity.VICE_CHAIR)
MEMBERS = (*LEADS, Capacity.MEMBER)
TAKES_POSITION = (*MEMBERS, Capacity.SUBSTITUTE)  # a substitute only while serving: `Meeting.taking_position`
READS_DOCUMENTS = (*TAKES_POSITION, Capacity.CO_OPTED, Capacity.RIGHT_TO_SPEAK)
OFFICIALS = (Capacity.CO_OPTED, Capacity.RIGHT_TO_SPEAK)  # of an organisation; they take no position
HELD_IN = {  # by the kind of the body
    "council": READS_DOCUMENTS,
    "preparatory_group": (Capacity.PREPARER,),
    "office": (Capacity.SECRETARY, Capacity.ADMINISTRATOR),
}
AROUND = (Capacity.SECRETARY, Capacity.PREPARER, Capacity.ADMINISTRATOR)  # around the councils
