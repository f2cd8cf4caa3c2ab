import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.settings import Network, WebSettings
from bot.web.security import Sessions, address_of, from_own_page

TRUSTED = WebSettings(trusted_proxies=("127.0.0.1", "10.0.0.0/8", "fd00::/8")).trusted_proxies


def request(headers: dict[str, str], remote: str = "127.0.0.1") -> web.Request:
    return make_mocked_request("POST", "/api/ask", headers=headers).clone(remote=remote)


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "address"),
    [
        ("203.0.113.7", None, TRUSTED, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", TRUSTED, "203.0.113.7"),  # not from a proxy: a lie
        ("127.0.0.1", "198.51.100.1", (), "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", TRUSTED, "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.1.2.3", TRUSTED, "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9", TRUSTED, "10.9.9.9"),
        ("127.0.0.1", "nonsense", TRUSTED, "unknown"),
        ("2001:db8:1:2:3:4:5:6", None, TRUSTED, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", None, TRUSTED, "203.0.113.7"),
    ],
)
def test_requests_are_counted_by_the_nearest_untrusted_address(
    remote: str, forwarded: str | None, trusted: tuple[Network, ...], address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address_of(request(headers, remote), trusted) == address


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://desk.example"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_only_our_own_page_may_ask(headers: dict[str, str], own: bool) -> None:
    assert from_own_page(request({"Host": "desk.example", **headers})) is own


def test_a_session_is_kept_or_made_anew() -> None:
    sessions = Sessions(secure=True)
    made, new = sessions.of(request({}))
    assert new
    assert sessions.of(request({"Cookie": f"{sessions.cookie}={made}"})) == (made, False)
    assert sessions.of(request({"Cookie": f"{sessions.cookie}=short"}))[1]
    response = web.Response()
    sessions.keep(response, made)
    cookie = response.cookies[sessions.cookie]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert sessions.cookie.startswith("__Host-")
