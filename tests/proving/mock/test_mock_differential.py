"""The mock's token endpoint and the real django-oauth-toolkit get the same bytes: they answer alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from socket import socket

import oauth_cases_clients as clients
import oauth_cases_grants as grants
import oauth_cases_http as http
import pytest
from hypothesis import given, settings
from oauth_mutations import odd_requests, requests_in_order
from oauth_requests import FIXTURES, Ask, ask, password, refreshing
from oauth_toolkit import OAuthToolkit

from generator.proving.http_message import App
from generator.proving.mock.oauth.app import oauth_app
from generator.proving.mock.oauth.fixtures import Fixtures
from generator.proving.mock.server.server import Listener, MockServer

# The real server complains of the password grant each time it is used (RFC 9700).
pytestmark = pytest.mark.filterwarnings("ignore:The OAuth 2.0 resource owner:DeprecationWarning")

GROUPS = {
    "happy": grants.HAPPY,
    "refresh": grants.REFRESH,
    "client-auth": clients.CLIENT_AUTH,
    "grant": grants.GRANT,
    "parameters": clients.PARAMETERS,
    "code": grants.CODE,
    "scope": grants.SCOPE,
    "content-type": http.CONTENT_TYPE,
    "multipart": http.MULTIPART,
    "method": http.METHOD,
    "path": http.PATH,
    "query": http.QUERY,
    "resource": grants.RESOURCE,
    "framing": http.FRAMING,
    "host": http.HOST,
}
CASES = [
    pytest.param(requests, id=f"{group}: {name}")
    for group, cases in GROUPS.items()
    for name, requests in cases.items()
]


@dataclass
class Peers:
    """The two servers, put back to the fixtures before each list of requests that needs it."""

    toolkit: OAuthToolkit
    mock: tuple[str, int]
    apps: list[App]
    fixtures: Fixtures = FIXTURES
    fresh: bool = False

    def restore(self) -> None:
        if not self.fresh:
            self.toolkit.restore()
            self.apps[:] = [oauth_app(self.fixtures)]
            self.fresh = True

    def agree(self, requests: Sequence[Ask]) -> list[int]:
        """Ask both the same, in order; the statuses of the answers."""
        self.restore()
        theirs: dict[str, str] = {}
        ours: dict[str, str] = {}
        statuses = []
        for request in requests:
            real = ask(self.toolkit.address, request, theirs)
            mocked = ask(self.mock, request, ours)
            if 200 in (real.status, mocked.status):
                self.fresh = False
            assert mocked == real, f"for {request.raw(theirs)!r}"
            statuses.append(real.status)
            theirs.update(real.known)
            ours.update(mocked.known)
        return statuses


@pytest.fixture(scope="session")
def peers() -> Iterator[Peers]:
    toolkit = OAuthToolkit(FIXTURES)
    listening = socket()
    listening.bind(("127.0.0.1", 0))
    apps: list[App] = []
    with MockServer([Listener(listening, lambda request: apps[0](request))], keep=0):
        yield Peers(toolkit, listening.getsockname(), apps)
    toolkit.close()


@pytest.mark.parametrize("requests", CASES)
def test_the_mock_answers_as_the_real_server(peers: Peers, requests: list[Ask]) -> None:
    peers.agree(requests)


@settings(max_examples=300, derandomize=True, database=None)
@given(requests=requests_in_order())
def test_the_mock_answers_generated_requests_as_the_real_server(peers: Peers, requests: list[Ask]) -> None:
    peers.agree(requests)


@settings(max_examples=200, derandomize=True, database=None)
@given(request=odd_requests())
def test_the_mock_reads_generated_bytes_as_the_real_server(peers: Peers, request: Ask) -> None:
    peers.agree([request])


AGAIN = refreshing(refresh_token="${refresh_token}")


@pytest.mark.parametrize(
    "requests",
    [
        [refreshing(), AGAIN, refreshing()],
        [refreshing(), refreshing(), refreshing()],
        [refreshing(scope="read"), refreshing(), AGAIN, refreshing()],
        [refreshing(scope="read"), refreshing(scope="write")],
        [refreshing(), refreshing(scope="read"), AGAIN],
        [password(), AGAIN, AGAIN],
    ],
)
@pytest.mark.parametrize(("rotates", "grace"), [(True, 60), (False, 0), (False, 60)])
def test_rotation_and_grace_period_are_those_of_the_real_server(
    peers: Peers, requests: list[Ask], rotates: bool, grace: int
) -> None:
    changed = replace(FIXTURES.settings, rotates_refresh_tokens=rotates, grace_seconds=grace)
    other = replace(peers, fixtures=replace(FIXTURES, settings=changed), fresh=False)
    with peers.toolkit.settings(changed):
        other.agree(requests)
    peers.fresh = False
