"""Whether the web process in this container answers, under the portal's own name and as by its proxy."""

import os
import urllib.request

first = os.environ["ALLOWED_HOSTS"].partition(",")[0].strip()
host = "localhost" if first == "*" else first.removeprefix(".")  # any name, or any below that one
asked = urllib.request.Request(
    "http://127.0.0.1:8000/halsa/process/", headers={"Host": host, "X-Forwarded-Proto": "https"}
)
urllib.request.urlopen(asked, timeout=4)
