"""What a job costs whoever does it, counted in the browser: how many times something is pressed, and how many
pages are waited for.

    job = Counted(page)                      # counts from here, on this page
    ...
    job.holds("secretary: a meeting, its agenda and its summons", clicks=16, loads=10)

A *click* is a press with the pointer, or Enter or the space bar on a control. Typing is not counted, nor is
the choice in a menu, which is made by typing too; the start of a drag is one click. A *load* is a document
that the browser navigates to, a form that is sent and where it leads being one; *updates* are what scripts
fetch into a page, told but not held. *Refusals* are answers of 400 and over: what could be foreseen should be
said before something is pressed. Only with scripts, since it is a script that counts the clicks.
"""

from tests.browser.conftest import expect

PRESSES = """
(() => {
  const pressed = () => window.countedPress();
  addEventListener('pointerdown', (event) => event.isTrusted && pressed(), true);
  addEventListener('keydown', (event) => {
    if (!event.isTrusted || event.repeat) return;
    const at = event.target;
    const writes = at.matches('textarea, [contenteditable], [contenteditable] *');
    const isPressed = at.matches('button, a, summary, input[type=checkbox], input[type=radio]');
    if ((event.key === 'Enter' && !writes) || (event.key === ' ' && isPressed)) pressed();
  }, true);
})()
"""


class Counted:
    def __init__(self, page):
        self.page, self.clicks, self.loads, self.updates, self.refusals = page, 0, 0, 0, []
        page.expose_function("countedPress", self._pressed)
        page.add_init_script(PRESSES)
        page.evaluate(PRESSES)
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _pressed(self):
        self.clicks += 1

    def _asked(self, request):
        if request.is_navigation_request():
            self.loads += request.frame == self.page.main_frame and not request.redirected_from
        else:
            self.updates += request.resource_type in ("fetch", "xhr")

    def _answered(self, response):
        if response.status >= 400:
            self.refusals.append(f"{response.status} {response.request.method} {response.url}")

    def holds(self, job, *, clicks, loads):
        """Prints what the job has cost so far, and holds it at no more than this, and at no refusal."""
        expect(self.page.locator("body")).to_be_visible()  # what was pressed last has been told by then
        print(f"{job}: {self.clicks} clicks, {self.loads} loads, {self.updates} updates")
        assert (self.clicks <= clicks, self.loads <= loads, self.refusals) == (True, True, []), (
            f"{self.clicks} clicks of {clicks}, {self.loads} loads of {loads}, {self.refusals}"
        )
