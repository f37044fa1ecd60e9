"""What an organisation lets everyone read of how it thought."""

from rus_portal.core.edit_form import EditForm
from rus_portal.core.forms import Text
from rus_portal.core.seen import mark, unmarked


class StancePublicationForm(EditForm):
    in_own_words = Text(
        holds="remark",
        label="Så tänkte vi",
        rows=3,
        help_text="Några ord om varför. Det går bra att lämna tomt: då visas bara var organisationen stod.",
    )
    acts = ("publish_stance", "unpublish_stance")

    def read(self, saved):
        return super().read(saved) | {"is_published": saved.is_published}

    def against(self, saved):
        if unmarked(self.data.get("seen")).get("is_published") == mark(True) and not saved.is_published:
            yield "Alla läser det", "Ja", "Nej, det är taget tillbaka"
        yield from super().against(saved)

    def last_saved(self, saved):
        return None  # the journal tells it of the position, for all organisations
