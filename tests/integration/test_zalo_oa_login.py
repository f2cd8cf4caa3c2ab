"""`python -m bot zalo login`: a real process, a real browser's way through the stand-in, a real database."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.channels.errors import DeliveryError
from bot.channels.zalo_oa.granting import GrantError, Granting
from bot.channels.zalo_oa.oauth import challenge_of
from bot.channels.zalo_oa.opening import open_tokens
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.dev.base import CallFault
from bot.dev.zalo_oa import OA_ID, FakeZaloOa
from bot.messages import Catalogue
from bot.settings import PrivacySettings, StateSettings
from bot.state.opening import open_state
from bot.state.sealing import Sealer
from bot.state.zalo_tokens import Pair, Stored, ZaloTokens
from knowledge.clock import SystemClock
from tests.integration.zalo_oa import SECRET, MovingClock, database_at, grant, keeper_of, pair_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = Catalogue.load().of("vi")


@dataclass
class Office:
    fake: FakeZaloOa
    folder: Path

    async def login(self, *arguments: str, **settings: str) -> asyncio.subprocess.Process:
        values = {**self.fake.settings["zalo_oa"], **settings}
        variables = {f"MOTCUA_ZALO_OA__{name.upper()}": value for name, value in values.items()}
        variables["MOTCUA_STATE__DATABASE"] = str(self.folder / "state.sqlite")
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "zalo", "login", *arguments),
            cwd=self.folder,
            env={**os.environ, **variables, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def stored(self) -> Stored:
        settings = ZaloOaSettings.model_validate(dict(self.fake.settings["zalo_oa"]))
        state = StateSettings(database=self.folder / "state.sqlite")
        async with open_state(state, PrivacySettings(), SystemClock(), WORDS, sole=False) as opened:
            return await open_tokens(settings, opened.database, opened.sealer, SystemClock()).read()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    fake = FakeZaloOa()
    await fake.start()
    yield Office(fake, tmp_path)
    await fake.stop()


async def link_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while line := (await process.stdout.readline()).decode():
            if line.startswith("http"):
                return line.strip()
    raise AssertionError((await process.communicate())[1].decode())


async def agree(link: str) -> str:
    """What stands in the address bar after the admin has agreed."""
    async with aiohttp.ClientSession() as session, session.get(link) as response:
        return str(response.url)


async def ends(process: asyncio.subprocess.Process, pasted: str) -> tuple[int | None, str]:
    async with asyncio.timeout(60):
        out, problem = await process.communicate(f"{pasted}\n".encode())
    return process.returncode, out.decode() + problem.decode()


async def test_an_admin_grants_consent(office: Office) -> None:
    process = await office.login()
    link = await link_of(process)
    query = parse_qs(urlsplit(link).query)
    assert set(query) == {"app_id", "redirect_uri", "code_challenge", "state"}
    status, told = await ends(process, await agree(link))
    assert status == 0, told
    assert WORDS.text("zalo-login-speaks-for", name="UBND stand-in") in told
    stored = await office.stored()
    assert stored.pair is not None
    assert office.fake.tokens.good(stored.pair.access)
    for secret in (stored.pair.access, stored.pair.refresh, "app-secret", "oa-key"):
        assert secret not in told


async def test_a_refresh_token_of_the_console_will_do_without_a_browser(office: Office) -> None:
    given = office.fake.tokens.issue()
    status, told = await ends(await office.login("--refresh-token"), given["refresh_token"])
    assert status == 0, told
    assert given["refresh_token"] not in told
    stored = await office.stored()
    assert stored.pair is not None
    assert stored.pair.refresh != given["refresh_token"]


WRONG = [
    ("nothing that is a code", "https://x.vn/?error=-14003", "no-code"),
    ("a code that Zalo does not know", "abc", "refused"),
    ("an address of another walk", "https://x.vn/?code=abc&state=other", "other-link"),
    ("the consent of another OA", "https://x.vn/?code=abc&oa_id=9", "other-oa"),
]


@asynccontextmanager
async def walk(office: Office, **settings: str) -> AsyncIterator[Granting]:
    """The walk of the command, without its process."""
    values = ZaloOaSettings.model_validate({**office.fake.settings["zalo_oa"], **settings})
    async with database_at(office.folder / "state.sqlite") as database, aiohttp.ClientSession() as session:
        clock = SystemClock()
        store = open_tokens(values, database, Sealer(SECRET), clock)
        yield Granting(values, store, session, clock)


@pytest.mark.parametrize(("label", "pasted", "reason"), WRONG, ids=[row[0] for row in WRONG])
async def test_what_may_be_wrong_with_what_is_pasted(
    office: Office, label: str, pasted: str, reason: str
) -> None:
    async with walk(office) as granting:
        with pytest.raises(GrantError) as caught:
            await granting.by_code(granting.code_of(pasted))
        assert caught.value.reason == reason
    assert {f"zalo-login-{reason}", f"zalo-login-{reason}-mend"} <= WORDS.keys


TROUBLE = [
    (CallFault.SERVER_ERROR, "unanswered"),
    (CallFault.DROPPED_AFTER, "unanswered"),
    (CallFault.TOO_MANY, "unreachable"),
]


@pytest.mark.parametrize(("fault", "reason"), TROUBLE, ids=[row[0] for row in TROUBLE])
async def test_zalo_in_trouble(office: Office, fault: CallFault, reason: str) -> None:
    async with walk(office) as granting:
        code = granting.code_of(await agree(granting.link))
        office.fake.tokens.faults.script.append(fault)
        with pytest.raises(GrantError) as caught:
            await granting.by_code(code)
        assert caught.value.reason == reason


async def test_a_code_is_good_once_and_for_ten_minutes(office: Office) -> None:
    async with walk(office) as granting:
        code = granting.code_of(await agree(granting.link))
        await granting.by_code(code)
        with pytest.raises(GrantError, match="refused"):
            await granting.by_code(code)
        late = granting.code_of(await agree(granting.link))
        office.fake.advance(timedelta(minutes=11))
        with pytest.raises(GrantError, match="refused"):
            await granting.by_code(late)


async def test_a_verifier_fixed_at_the_console_is_used(office: Office) -> None:
    verifier = "dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXkab"
    async with walk(office, code_verifier=verifier) as granting:
        assert parse_qs(urlsplit(granting.link).query)["code_challenge"] == [challenge_of(verifier)]
        account = await granting.by_code(granting.code_of(await agree(granting.link)))
        assert account is not None
        assert account["oaid"] == OA_ID


async def test_the_code_alone_will_do(office: Office) -> None:
    async with walk(office) as granting:
        code = parse_qs(urlsplit(await agree(granting.link)).query)["code"][0]
        await granting.by_code(granting.code_of(f" {code}\n"))


@asynccontextmanager
async def walk_with_consent(
    office: Office, oa_id: str = OA_ID
) -> AsyncIterator[tuple[Granting, ZaloTokens, Pair]]:
    """A walk while there is a pair already: that of the account `oa_id`."""
    settings = ZaloOaSettings.model_validate({**office.fake.settings["zalo_oa"], "oa_id": oa_id})
    async with database_at(office.folder / "state.sqlite") as database, aiohttp.ClientSession() as session:
        store = open_tokens(settings, database, Sealer(SECRET), MovingClock())
        good = pair_of(office.fake, MovingClock())
        await grant(store, good)
        yield Granting(settings, store, session, MovingClock()), store, good


async def test_tokens_of_another_account_take_nobodys_place(office: Office) -> None:
    """The refresh token of a sister office's account, pasted at this desk."""
    async with walk_with_consent(office, oa_id="1") as (granting, store, good):
        for ask in (granting.by_refresh_token, granting.by_code):
            given = office.fake.tokens.issue()
            pasted = given["refresh_token"]
            if ask == granting.by_code:
                pasted = parse_qs(urlsplit(await agree(granting.link)).query)["code"][0]
            with pytest.raises(GrantError, match="other-oa"):
                await ask(pasted)
            stored = await store.read()
            assert (stored.pair, stored.unsettled, stored.alarm) == (good, False, None)
            assert await store.aside() is None


async def test_tokens_that_cannot_be_checked_wait_beside_the_good_ones(office: Office) -> None:
    async with walk_with_consent(office) as (granting, store, good):
        office.fake.api.per_minute = 0
        with pytest.raises(GrantError, match="aside"):
            await granting.by_refresh_token(office.fake.tokens.issue()["refresh_token"])
        assert (await store.read()).pair == good
        assert await granting.resume() is None, "still not to be checked"
        assert await store.aside() is not None
        office.fake.api.per_minute = 100
        account = await granting.resume()
        assert account is not None
        assert account["oaid"] == OA_ID
        stored = await store.read()
        assert stored.pair is not None
        assert office.fake.tokens.good(stored.pair.access)
        assert (stored.unsettled, await store.aside()) == (False, None)
        assert await granting.resume() is None, "nothing waits any more"


async def test_the_command_ends_what_an_earlier_one_could_not_check(office: Office) -> None:
    given = office.fake.tokens.issue()
    office.fake.api.per_minute = 0
    status, told = await ends(await office.login("--refresh-token"), given["refresh_token"])
    assert status == 1
    assert WORDS.text("zalo-login-aside", code="-32") in told
    office.fake.api.per_minute = 100
    status, told = await ends(await office.login(), "")
    assert status == 0, told
    assert WORDS.text("zalo-login-resumed") in told
    assert WORDS.text("zalo-login-speaks-for", name="UBND stand-in") in told


async def test_a_consent_that_names_the_account_needs_no_second_witness(office: Office) -> None:
    async with walk_with_consent(office) as (granting, store, _):
        code = granting.code_of(await agree(granting.link))
        office.fake.api.per_minute = 0
        assert await granting.by_code(code) is None
        stored = await store.read()
        assert stored.pair is not None
        assert office.fake.tokens.good(stored.pair.access)


async def test_a_pair_that_got_lost_on_its_way_is_found_out_by_the_desk(office: Office) -> None:
    """Zalo has made a new pair, which ends the one in use, and the answer does not arrive."""
    async with walk_with_consent(office) as (granting, store, _):
        given = office.fake.tokens.issue()
        office.fake.tokens.faults.script.append(CallFault.DROPPED_AFTER)
        with pytest.raises(GrantError, match="unanswered"):
            await granting.by_refresh_token(given["refresh_token"])
        assert (await store.read()).unsettled
        async with keeper_of(office.fake, store, MovingClock()) as keeper:
            with pytest.raises(DeliveryError, match="consent-lost"):
                await keeper.look()


async def test_a_code_that_is_refused_leaves_no_trace(office: Office) -> None:
    async with walk_with_consent(office) as (granting, store, good):
        with pytest.raises(GrantError, match="refused"):
            await granting.by_code("abc")
        stored = await store.read()
        assert (stored.pair, stored.unsettled, stored.alarm) == (good, False, None)
        assert await store.lock("me", 1), "nobody waits for it"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"app_secret": "", "oa_id": ""}, "app_secret, oa_id"),
        ({"app_secret": "wrong"}, "-14002"),
    ],
)
async def test_settings_that_lack_something_are_named(
    office: Office, settings: dict[str, str], says: str
) -> None:
    status, told = await ends(await office.login(**settings), "abc")
    assert status == 1
    assert says in told
    assert "Traceback" not in told
