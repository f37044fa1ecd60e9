"""Which styles of a Word file hide their text: by their own word, else by that of the style they are based on
or go with."""

from meetings.documents.office.inherited import settled
from meetings.documents.office.package import attribute, child, local

OFF = {"0", "false", "off", "none"}


def hides(properties):
    """Whether the properties of a run say that it is hidden; None where they say nothing."""
    told = None if properties is None else child(properties, "vanish")
    return None if told is None else attribute(told, "val") not in OFF


def named(properties, what):
    """The style that they name, or ""."""
    style = None if properties is None else child(properties, what)
    return "" if style is None else attribute(style, "val")


class Styles:
    """Those of all the lists in the file. Where two of them hide a run Word shows it again; here one is
    enough."""

    def __init__(self, trees):
        self.names, self.hiding = set(), set()
        self.in_part = set()  # styles of tables that hide some of their rows
        self.by_default = set()  # the kinds whose own default hides
        self.hides_all = False
        for tree in trees:
            self._read({attribute(each, "styleId"): each for each in tree if local(each) == "style"})
            defaults = child(tree, "docDefaults")
            of_runs = None if defaults is None else child(defaults, "rPrDefault")
            self.hides_all |= bool(of_runs is not None and hides(child(of_runs, "rPr")))

    def _read(self, own):
        told = {name: hides(child(style, "rPr")) for name, style in own.items()}
        based_on = {name: named(style, "basedOn") for name, style in own.items()}
        in_part = {name: _hides_some(style) or None for name, style in own.items()}
        known = settled(told, based_on)
        self.names |= own.keys()
        self.in_part |= {name for name, hides in settled(in_part, based_on).items() if hides}
        for name, style in own.items():
            if known[name] if known[name] is not None else known.get(named(style, "link")):
                self.hiding.add(name)
                if attribute(style, "default") not in ("", *OFF):
                    self.by_default.add(attribute(style, "type"))

    def hide(self, name, kind):
        """Whether what names that style, or none that is there, is hidden by it."""
        return name in self.hiding if name in self.names else kind in self.by_default


def _hides_some(style):
    return any(
        is_hidden_row(each) or (local(each) == "tblStylePr" and hides(child(each, "rPr")))
        for each in [style, *style]
    )


def is_hidden_row(row):
    """Also of what a style says of rows."""
    properties = child(row, "trPr")
    told = None if properties is None else child(properties, "hidden")
    return told is not None and attribute(told, "val") not in OFF
