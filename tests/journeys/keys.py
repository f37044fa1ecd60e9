"""Whoever uses a page by the keyboard alone: Tab to what is named, then Enter, the space bar, arrows and
letters. Nothing here points at anything."""

from playwright.sync_api import expect

FOCUSED = "(each) => each === document.activeElement"
FARTHEST = 400  # presses of Tab


class Keys:
    def __init__(self, page):
        self.page, self.press, self.write = page, page.keyboard.press, page.keyboard.type

    def to(self, target):
        """With Tab, from where one is, until it has the focus."""
        expect(target).to_be_visible()
        there = target.element_handle()
        for _ in range(FARTHEST):
            if there.evaluate(FOCUSED):
                return self
            self.press("Tab")
        raise AssertionError(f"{target} is not reached with Tab")

    def follow(self, name, **options):
        self.to(self.page.get_by_role("link", name=name, **options).first).press("Enter")

    def push(self, name):
        self.to(self.page.get_by_role("button", name=name, exact=True).first).press("Enter")

    def unfold(self, words):
        self.to(self.page.locator("summary", has_text=words).first).press("Enter")

    def fill(self, box, text):
        self.to(box).press("Control+a")
        self.write(text)

    def choose(self, radio):
        """Tab leads to the group, the arrows within it."""
        expect(radio).to_be_visible()
        name = radio.get_attribute("name")
        group, there = f"(() => document.activeElement.name === {name!r})()", radio.element_handle()
        for _ in range(FARTHEST):
            if self.page.evaluate(group):
                break
            self.press("Tab")
        if there.evaluate(FOCUSED):
            self.press("Space")
        for _ in range(FARTHEST):
            if radio.is_checked():
                return self
            self.press("ArrowDown")
        raise AssertionError(f"{radio} is not reached with the arrows")
