"""Officials: passwords, roles, links to chat accounts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.campaigns.auditing import history
from bot.campaigns.officials import Officials, Role
from bot.campaigns.refusing import Refusal, RefusedError
from bot.campaigns.tables import audit, official_accounts, officials
from bot.state.contacts import Person
from bot.state.erasing import Eraser
from knowledge.clock import FixedClock
from tests.support.campaigns import MACHINE, NOW, PASSWORD, QUICK, SEALER, Bureau
from tests.support.state import migrated
from tests.unit.bot.campaigns.test_life import refused

ON_TELEGRAM = Person("telegram", "4011", "4011")
ON_ZALO = Person("zalo-oa", "77", "77")


async def test_the_first_is_an_admin_and_only_admins_add_more(tmp_path: Path) -> None:
    async with migrated(tmp_path / "desk.sqlite") as database:
        people = Officials(database, FixedClock(NOW), QUICK)
        author = people.add(MACHINE, "lan", "", PASSWORD, {Role.AUTHOR})
        assert await refused(author) is Refusal.FIRST_ADMIN
        first = await people.add(MACHINE, "sep", "Trần Văn Sếp", PASSWORD, {Role.ADMIN})
        assert (first.name, first.display, first.roles) == ("sep", "Trần Văn Sếp", frozenset({Role.ADMIN}))
        assert await refused(people.add(MACHINE, "lan", "", PASSWORD, {Role.AUTHOR})) is Refusal.ROLE


async def test_names_and_passwords_must_be_fit(bureau: Bureau) -> None:
    people, sep = bureau.officials, bureau.sep
    assert await refused(people.add(sep, "lan", "", PASSWORD, {Role.AUTHOR})) is Refusal.NAME_TAKEN
    for name in ("", "Lan", "a b", "../x", "x" * 41):
        assert await refused(people.add(sep, name, "", PASSWORD, {Role.AUTHOR})) is Refusal.NAME_BAD
    assert await refused(people.add(sep, "tu", "", "ngắn", {Role.AUTHOR})) is Refusal.PASSWORD_SHORT


async def test_who_signs_in_and_who_does_not(bureau: Bureau) -> None:
    people = bureau.officials
    assert (await people.sign_in("lan", PASSWORD)).id == bureau.lan.official
    assert await refused(people.sign_in("lan", PASSWORD + "x")) is Refusal.SIGN_IN
    assert await refused(people.sign_in("khong-co", PASSWORD)) is Refusal.SIGN_IN
    await people.set_password(bureau.lan, "lan", "mật khẩu khác hẳn")
    assert await refused(people.sign_in("lan", PASSWORD)) is Refusal.SIGN_IN
    assert await people.sign_in("lan", "mật khẩu khác hẳn")
    await people.disable(bureau.sep, "lan")
    assert await refused(people.sign_in("lan", "mật khẩu khác hẳn")) is Refusal.SIGN_IN
    assert (await people.enable(bureau.sep, "lan")).disabled is False


async def test_no_password_is_kept_and_none_is_logged(bureau: Bureau) -> None:
    rows = await bureau.database.read(lambda c: c.scalars(select(officials.c.password)).all())
    assert all(row.startswith("$argon2id$") for row in rows)
    assert len(set(rows)) == len(rows), "each with a salt of its own"
    lines = await bureau.database.read(lambda c: c.execute(select(audit)).all())
    assert PASSWORD not in str(lines)


async def test_only_admins_change_others_and_one_stays(bureau: Bureau) -> None:
    people = bureau.officials
    assert await refused(people.set_password(bureau.lan, "minh", PASSWORD)) is Refusal.ROLE
    assert await refused(people.set_roles(bureau.lan, "lan", set(Role))) is Refusal.ROLE
    assert await refused(people.disable(bureau.sep, "sep")) is Refusal.LAST_ADMIN
    assert await refused(people.set_roles(bureau.sep, "sep", {Role.AUTHOR})) is Refusal.LAST_ADMIN
    assert (await people.set_roles(bureau.sep, "minh", {Role.ADMIN})).roles == {Role.ADMIN}
    assert (await people.disable(bureau.sep, "sep")).disabled


async def test_an_account_is_linked_by_a_code_once(bureau: Bureau) -> None:
    accounts = bureau.accounts
    code = await accounts.link_code(bureau.lan, "lan")
    assert await accounts.of_person(ON_TELEGRAM) is None
    linked = await accounts.link(ON_TELEGRAM, f" {code.lower()} ")
    assert (linked.name, linked.channels) == ("lan", ("telegram",))
    assert await refused(accounts.link(ON_ZALO, code)) is Refusal.CODE
    found = await accounts.of_person(ON_TELEGRAM)
    assert found is not None
    assert found.name == "lan"
    await accounts.link(ON_ZALO, await accounts.link_code(bureau.lan, "lan"))
    assert await accounts.of_official(found.id) == [ON_TELEGRAM, ON_ZALO]
    assert [line.action for line in await history(bureau.database)][-4:] == [
        "official-link-code", "official-linked", "official-link-code", "official-linked"
    ]  # fmt: skip


async def test_a_code_ends(bureau: Bureau) -> None:
    accounts = bureau.accounts
    old, new = await accounts.link_code(bureau.lan, "lan"), await accounts.link_code(bureau.lan, "lan")
    assert await refused(accounts.link(ON_TELEGRAM, old)) is Refusal.CODE, "a new code ends the old"
    bureau.clock.moment += timedelta(minutes=15)
    assert await refused(accounts.link(ON_TELEGRAM, new)) is Refusal.CODE
    assert await refused(accounts.link(ON_TELEGRAM, "")) is Refusal.CODE
    assert await refused(accounts.link_code(bureau.lan, "minh")) is Refusal.ROLE


async def test_an_account_belongs_to_one_official(bureau: Bureau) -> None:
    accounts = bureau.accounts
    await accounts.link(ON_TELEGRAM, await accounts.link_code(bureau.lan, "lan"))
    code = await accounts.link_code(bureau.minh, "minh")
    assert await refused(accounts.link(ON_TELEGRAM, code)) is Refusal.LINKED
    assert await accounts.link(ON_ZALO, code), "the code is still good elsewhere"


async def test_who_is_switched_off_or_erased_has_no_account(bureau: Bureau) -> None:
    accounts = bureau.accounts
    await accounts.link(ON_TELEGRAM, await accounts.link_code(bureau.lan, "lan"))
    await accounts.link(ON_ZALO, await accounts.link_code(bureau.minh, "minh"))
    await bureau.officials.disable(bureau.sep, "lan")
    assert await accounts.of_person(ON_TELEGRAM) is None
    await Eraser(bureau.database, SEALER, bureau.clock).erase(ON_ZALO)
    assert await accounts.of_person(ON_ZALO) is None
    assert not await bureau.database.read(lambda c: c.execute(select(official_accounts)).all())


async def test_ids_are_sealed(bureau: Bureau) -> None:
    await bureau.accounts.link(ON_TELEGRAM, await bureau.accounts.link_code(bureau.lan, "lan"))
    rows = await bureau.database.read(lambda c: c.execute(select(official_accounts)).all())
    assert "4011" not in str(rows)


async def test_a_name_that_is_unknown_is_refused(bureau: Bureau) -> None:
    with pytest.raises(RefusedError):
        await bureau.officials.named("khong-co")
    assert [official.name for official in await bureau.officials.all()] == ["hoa", "lan", "minh", "sep"]
