"""
The formats of our exporters in JupyterLab's export menu.

The menu shows each format under the name by which it then asks for it, and the server answers to names of letters and
digits alone. So the server lists ours under their titles, and answers to these.
"""

import json
import re
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import path_regex
from jupyter_server.nbconvert.handlers import NbconvertFileHandler
from jupyter_server.services.nbconvert.handlers import NbconvertRootHandler
from jupyter_server.utils import ensure_async, url_path_join

TITLES = {"summit-html": "Summit report (HTML)", "summit-pdf": "Summit report (PDF)"}
"""What each exporter is called where people choose it."""
NAMES = {title: name for name, title in TITLES.items()}
OK = 200


class Formats(NbconvertRootHandler):
    """The list of formats, with our titles in it."""

    def finish(self, chunk: Any = None) -> Any:
        """Send the list *chunk*; an error as it is."""
        if self.get_status() == OK:
            chunk = json.dumps({TITLES.get(name, name): about for name, about in json.loads(chunk).items()})
        return super().finish(chunk)


class Export(NbconvertFileHandler):
    """A notebook in one of our formats."""

    async def get(self, format: str, path: str) -> None:
        """Send the notebook at *path* in the *format* with this title or name."""
        await ensure_async(super().get(NAMES.get(format, format), path))


def _load_jupyter_server_extension(app: Any) -> None:
    """Answer, in the server *app*, in place of what Jupyter has for these addresses."""
    asked = "|".join(re.escape(quote(name, safe="()")) for name in (*TITLES, *NAMES))
    base = app.web_app.settings["base_url"]
    handlers = [
        (url_path_join(base, "/api/nbconvert"), Formats),
        (url_path_join(base, rf"/nbconvert/(?P<format>{asked}){path_regex}"), Export),
    ]
    app.web_app.add_handlers(".*$", handlers)
