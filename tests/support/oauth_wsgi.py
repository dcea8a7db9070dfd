"""A token endpoint as a team would run it: django-oauth-toolkit behind waitress, as a process of its own.

Run with the path of a file of fixtures. The client may use each grant, as the toolkit's documentation shows
for an application model of one's own. The process prints its port and serves until it is killed.
"""

import sys
from pathlib import Path

import waitress
from oauth_toolkit import OAuthToolkit

from generator.proving.mock.oauth.fixtures import load_fixtures


def main() -> None:
    """Serve the fixtures that the command line names."""
    OAuthToolkit(load_fixtures(Path(sys.argv[1])))
    from django.core.handlers.wsgi import WSGIHandler
    from oauth2_provider.models import Application

    Application.allows_grant_type = lambda *_: True
    server = waitress.create_server(WSGIHandler(), host="127.0.0.1", port=0, threads=1)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    main()
