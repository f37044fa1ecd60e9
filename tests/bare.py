"""What a stranger does first: the start page, one click at /demo/ to be the secretary, a meeting's paper.
`script/bare` runs it, by nothing but Python's own; the address is its argument."""

import re
import sys
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

PORTAL = sys.argv[1]
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))


def get(address, form=None):
    data = urlencode(form).encode() if form else None
    asked = urllib.request.Request(PORTAL + address, data, {"Referer": PORTAL})
    with browser.open(asked, timeout=600) as answer:
        return answer.read()


def page(address, form=None):
    return get(address, form).decode()


assert "Samverkansportalen" in page("/")
token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page("/demo/"))[1]
own = page("/demo/", {"role": "secretary", "csrfmiddlewaretoken": token})
assert "Logga ut" in own, "the secretary is not signed in"
papers = []
for meeting in sorted(set(re.findall(r'href="(/[\w/-]*/moten/\d{4}-[\d-]+/)"', page("/") + own))):
    papers += re.findall(r'href="([^"]+/(?:kallelse|protokoll)\.pdf)"', page(meeting))
assert papers, "no meeting has a paper"
paper = get(papers[0])
assert paper.startswith(b"%PDF-"), f"{papers[0]} is no PDF"
print(f"start page, secretary, {papers[0]} of {len(paper)} bytes")
