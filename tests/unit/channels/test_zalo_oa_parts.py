"""Replies as messages of the OA OpenAPI; the signature of its webhook; what its error codes mean."""

import hashlib
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Bullets, Button, Outgoing, Paragraph, Picture
from bot.channels.errors import Failure
from bot.channels.layout import ZALO_LIMIT
from bot.channels.zalo_oa.codes import OTHER, VERDICTS, error_of, verdict_of
from bot.channels.zalo_oa.messages import parts_of, plain_of
from bot.channels.zalo_oa.oauth import challenge_of, consent_link, new_verifier
from bot.channels.zalo_oa.settings import ZaloOaSettings
from bot.channels.zalo_oa.signature import Verifier, mac_of
from knowledge.clock import VIETNAM

# ---- messages ----


def ask(number: int) -> Button:
    return Button(f"Việc {number}", f"việc {number} thì sao")


def hide(number: int) -> dict[str, str]:
    return {"title": f"Việc {number}", "type": "oa.query.hide", "payload": f"#k1:{number}"}


def template(**payload: object) -> dict[str, object]:
    return {"type": "template", "payload": payload}


SAID = (Paragraph("Lệ phí: miễn."),)
LINK = Button("Nộp trực tuyến", url="https://dichvucong.gov.vn")
OPEN = {"title": "Nộp trực tuyến", "type": "oa.open.url", "payload": {"url": "https://dichvucong.gov.vn"}}

MESSAGES = [
    ("text", Outgoing(SAID), [{"message": {"text": "Lệ phí: miễn."}}]),
    (
        "list and source",
        Outgoing((Paragraph("Hồ sơ gồm:"), Bullets(("Tờ khai", "Giấy tờ"))), source_line="Nguồn: x"),
        [{"message": {"text": "Hồ sơ gồm:\n• Tờ khai\n• Giấy tờ\n\nNguồn: x"}}],
    ),
    (
        "buttons",
        Outgoing(SAID, buttons=(ask(1), LINK)),
        [
            {
                "message": {
                    "text": "Lệ phí: miễn.",
                    "attachment": template(template_type="button", buttons=[hide(1), OPEN]),
                },
                "plain": "Lệ phí: miễn.\n\n1. Việc 1\nNộp trực tuyến: https://dichvucong.gov.vn",
            }
        ],
    ),
    (
        "more buttons than fit",
        Outgoing(SAID, buttons=tuple(ask(number) for number in range(1, 8))),
        [
            {
                "message": {
                    "text": "Lệ phí: miễn.\n\n6. Việc 6\n7. Việc 7",
                    "attachment": template(
                        template_type="button", buttons=[hide(number) for number in range(1, 6)]
                    ),
                },
                "plain": "Lệ phí: miễn.\n\n" + "\n".join(f"{n}. Việc {n}" for n in range(1, 8)),
            }
        ],
    ),
    (
        "buttons without a text",
        Outgoing((), buttons=(ask(1),)),
        [
            {
                "message": {
                    "text": "1. Việc 1",
                    "attachment": template(template_type="button", buttons=[hide(1)]),
                },
                "plain": "1. Việc 1",
            }
        ],
    ),
    (
        "picture of the web",
        Outgoing(SAID, picture=Picture("https://x.vn/p.png", "Sơ đồ")),
        [
            {
                "message": {
                    "text": "Sơ đồ",
                    "attachment": template(
                        template_type="media",
                        elements=[{"media_type": "image", "url": "https://x.vn/p.png"}],
                    ),
                }
            },
            {"message": {"text": "Lệ phí: miễn."}},
        ],
    ),
    (
        "picture of the office",
        Outgoing((), picture=Picture("anh/so-do.PNG", "Sơ đồ")),
        [{"upload": "anh/so-do.PNG", "text": "Sơ đồ"}],
    ),
    (
        "file of the office: its caption is a message of its own",
        Outgoing((), picture=Picture("to-khai.docx", "Tờ khai")),
        [{"upload": "to-khai.docx", "text": ""}, {"message": {"text": "Tờ khai"}}],
    ),
    ("nothing", Outgoing(()), []),
]


@pytest.mark.parametrize(("label", "outgoing", "parts"), MESSAGES, ids=[row[0] for row in MESSAGES])
def test_replies_as_messages(label: str, outgoing: Outgoing, parts: list[object]) -> None:
    assert parts_of(outgoing, "k1") == parts


WORDS = st.text(alphabet="aăbcđ ếộự.,:\n", min_size=1, max_size=400)


def test_a_label_too_long_for_a_button_is_written_out_with_its_number() -> None:
    same = "Cấp lại " + "giấy chứng nhận " * 7
    labels = (f"{same}lần thứ nhất", "Lệ phí", f"{same}lần thứ hai")
    [part] = parts_of(Outgoing(SAID, buttons=tuple(Button(label, label) for label in labels)), "k1")
    text = part["message"]["text"]
    assert f"1. {labels[0]}" in text
    assert f"3. {labels[2]}" in text
    assert "2. Lệ phí" not in text
    titles = [button["title"] for button in part["message"]["attachment"]["payload"]["buttons"]]
    assert [title[:4] for title in titles] == ["1. C", "Lệ p", "3. C"]
    assert all(len(title) <= 100 for title in titles)
    assert titles[0].endswith("…")


@given(
    paragraphs=st.lists(WORDS.filter(str.strip), min_size=1, max_size=12),
    labels=st.lists(st.text(alphabet="abcđế ", min_size=1, max_size=150).filter(str.strip), max_size=12),
    source=st.sampled_from(["", "Nguồn: Quyết định số 1"]),
)
def test_every_message_keeps_the_limits_and_nothing_is_lost(
    paragraphs: list[str], labels: list[str], source: str
) -> None:
    buttons = tuple(Button(label, "q") for label in labels)
    outgoing = Outgoing(tuple(Paragraph(text) for text in paragraphs), source_line=source, buttons=buttons)
    parts = parts_of(outgoing, "k1")
    messages = [part["message"] for part in parts]
    assert all(1 <= len(message["text"]) <= ZALO_LIMIT for message in messages)
    assert all(1 <= len(plain_of(part)) <= ZALO_LIMIT for part in parts)
    shown = [message["attachment"]["payload"]["buttons"] for message in messages if "attachment" in message]
    assert len(shown) <= 1
    tapped = shown[0] if shown else []
    assert len(tapped) <= 5
    assert all(1 <= len(button["title"]) <= 100 for button in tapped)
    whole = "\n".join(message["text"] for message in messages)
    for number, label in enumerate(labels, start=1):
        assert number <= len(tapped) or f"{number}. {label}".strip() in whole
    said = "\n".join(paragraphs).split()
    assert whole.split()[: len(said)] == said
    assert source in whole


# ---- the signature ----

BODY = '{"event_name":"user_send_text","timestamp":"1790000000123","message":{"text":"Xin chào"}}'.encode()
VERIFIER = Verifier("400123", "388613", "key")


def test_the_mac_is_a_plain_hash_over_the_parts_in_their_order() -> None:
    whole = b"400123" + BODY + b"1790000000123" + b"key"
    assert mac_of("400123", BODY, "1790000000123", "key") == hashlib.sha256(whole).hexdigest()


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("mac=" + mac_of("400123", BODY, "1", "key"), "app-id"),
        ("mac=" + mac_of("388613", BODY, "1", "key"), "oa-id"),
        ("mac = " + mac_of("400123", BODY, "1", "key").upper(), "app-id"),
        (mac_of("400123", BODY, "1", "key"), "app-id"),
        ("mac=" + mac_of("400123", BODY, "2", "key"), None),
        ("mac=" + mac_of("400123", BODY, "1", "other"), None),
        ("mac=" + mac_of("400123", BODY + b" ", "1", "key"), None),
        ("mac=" + mac_of("400124", BODY, "1", "key"), None),
        ("mac=", None),
        ("", None),
        (None, None),
        ("mac=" + "é" * 64, None),
        ("sha256=" + mac_of("400123", BODY, "1", "key"), None),
    ],
)
def test_signatures(header: str | None, form: str | None) -> None:
    assert VERIFIER.form(header, BODY, "1") == form


@pytest.mark.parametrize(("app_id", "key"), [("400123", ""), ("", "key")])
def test_without_a_key_nothing_is_verified(app_id: str, key: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        Verifier(app_id, "388613", key)


# ---- error codes ----

DOCUMENTED = {
    *(-32, -100, -200, -201, -204, -205, -209, -210, -211, -212, -213, -214, -216, -217, -218, -219, -220),
    *(-221, -223, -224, -227, -230, -232, -233, -234, -235, -237, -238, -240, -241, -242, -244, -248, -249),
    *(-320, -321, -403, -1340, -1341),
}


def test_every_documented_code_has_a_verdict() -> None:
    assert set(VERDICTS) == DOCUMENTED


@pytest.mark.parametrize(
    ("codes", "failure"),
    [
        ([-213, -217, -227], Failure.RECIPIENT_GONE),
        ([-230, -232, -320, -321], Failure.OUT_OF_WINDOW),
        ([-201, -210, -233, -240, -244, -248, -249], Failure.CONTENT_REFUSED),
        ([-204, -209, -212, -216, -219, -220, -221, -223, -224, -242], Failure.MISCONFIGURED),
        ([-200, -211, -214, -218, -234, -99999], Failure.RETRY_LATER),
        ([-32], Failure.SLOW_DOWN),
    ],
)
def test_what_codes_mean(codes: list[int], failure: Failure) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=VIETNAM)
    errors = [error_of(code, noon, rate_pause=4.0) for code in codes]
    assert {error.failure for error in errors} == {failure}
    assert [error.code for error in errors] == [str(code) for code in codes]
    assert (errors[0].retry_after == 4.0) == (failure is Failure.SLOW_DOWN)


def test_whoever_must_act_is_told() -> None:
    stopping = [code for code, verdict in VERDICTS.items() if verdict.failure is Failure.MISCONFIGURED]
    assert all(verdict_of(code).alarm for code in [*stopping, -248, -320, -321, -211])
    assert not any(verdict_of(code).alarm for code in (-213, -217, -230, -232, -244))
    assert verdict_of(-99999) is OTHER


@pytest.mark.parametrize(
    ("hour", "minute", "hours"), [(22, 0, 8.0), (23, 30, 6.5), (5, 0, 1.0), (12, 0, 1.0)]
)
def test_a_message_refused_at_night_waits_for_the_morning(hour: int, minute: int, hours: float) -> None:
    at = datetime(2026, 12, 31, hour, minute, tzinfo=VIETNAM)
    assert error_of(-234, at, rate_pause=0).retry_after == hours * 3600


# ---- consent ----


def test_the_link_of_consent_carries_challenge_and_state() -> None:
    settings = ZaloOaSettings(app_id="400123", callback_url="https://x.vn/zalo")
    link = consent_link(settings, "a" * 43, "s1")
    assert link == (
        "https://oauth.zaloapp.com/v4/oa/permission?app_id=400123&redirect_uri=https%3A%2F%2Fx.vn%2Fzalo"
        f"&code_challenge={challenge_of('a' * 43)}&state=s1"
    )


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_verifiers_are_long_and_never_the_same() -> None:
    made = {new_verifier() for _ in range(50)}
    assert len(made) == 50
    assert all(len(verifier) == 43 and verifier.isalnum() for verifier in made)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, ()),
        ({"app_id": "1"}, ("app_secret", "oa_id", "oa_secret_key")),
        ({"app_id": "1", "app_secret": "s", "oa_id": "2", "oa_secret_key": "k"}, ()),
    ],
)
def test_a_channel_that_is_on_names_what_it_lacks(values: dict[str, str], missing: tuple[str, ...]) -> None:
    settings = ZaloOaSettings.model_validate(values)
    assert settings.enabled == bool(values)
    assert settings.missing == missing
