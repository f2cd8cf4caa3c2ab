"""Puts the reception together from the settings."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from bot.campaigns.library import cited_source
from bot.campaigns.life import Life
from bot.campaigns.linking import Accounts
from bot.campaigns.lint import Linter
from bot.campaigns.officials import Officials
from bot.channels.base import Handler
from bot.delivery.posting import Post
from bot.dialogue.announcing import Announcing
from bot.dialogue.announcing_questions import Questions
from bot.dialogue.announcing_review import Review
from bot.dialogue.announcing_steps import Steps
from bot.dialogue.announcing_views import Views
from bot.dialogue.ask import Desk
from bot.dialogue.commands import CommandTable
from bot.dialogue.floods import Floods
from bot.dialogue.meeting import Language, ToPerson, Unreadable
from bot.dialogue.news import News
from bot.dialogue.own_data import Erase, Stored
from bot.dialogue.places import Places
from bot.dialogue.reception import Reception, Staff
from bot.dialogue.render import Renderer
from bot.dialogue.subscribing import Agree, ChangeTopics, Chosen, Elsewhere, Stop, Subscribe
from bot.dialogue.talks import Talks
from bot.dialogue.topics import Topics
from bot.dialogue.visit import Dialogue
from bot.dialogue.welcome import Help, Welcome
from bot.messages import DEFAULT_LANGUAGE, Catalogue
from bot.settings import Settings
from bot.state.contacts import Contacts, Person
from bot.state.database import Database
from bot.state.erasing import Eraser
from bot.state.holding import held_of
from bot.state.opening import State
from bot.state.sealing import Sealer
from bot.state.zalo_windows import forget_person
from knowledge.clock import Clock

# Channels whose people know commands by their slash; elsewhere they are told the words.
_WITH_SLASH = frozenset({"telegram"})


def open_reception(
    settings: Settings,
    desk: Desk,
    renderer: Renderer,
    catalogue: Catalogue,
    *,
    database: Database,
    sealer: Sealer,
    clock: Clock,
    announcing: Collection[str],
) -> Reception:
    """The reception before `desk`; `announcing` are the channels that can write to people on their own.

    Raises `SettingsError` when the office's file of topics is wrong.
    """
    office, talk_minutes = settings.office, settings.conversation.minutes
    table = CommandTable.load()
    talks = Talks(clock, talk_minutes)
    contacts = Contacts(database, sealer, clock)
    eraser = Eraser(database, sealer, clock)
    news = News(
        contacts,
        Topics.load(settings.news.topics, catalogue.of(DEFAULT_LANGUAGE)),
        Places([office.commune, *settings.news.places], office.province),
        office=office.name,
        lapse_days=settings.news.lapse_days,
    )

    def forget(person: Person) -> None:
        talks.forget(person)
        desk.forget(person.channel, person.sender)

    welcome = Welcome(news, table, office=office.name)
    to_person = ToPerson(renderer)
    guide = Help(table, with_slash=_WITH_SLASH)
    dialogues: dict[str, Dialogue] = {
        "welcome": welcome,
        "help": guide,
        "subscribe": Subscribe(news),
        "agree": Agree(news),
        "elsewhere": Elsewhere(news),
        "chosen": Chosen(news),
        "topics": ChangeTopics(news),
        "stop": Stop(news, partial(forget_person, database, sealer)),
        "stored": Stored(
            news,
            partial(held_of, database, sealer),
            message_days=settings.privacy.message_days,
            talk_minutes=talk_minutes,
        ),
        "erase": Erase(eraser, forget),
        "person": to_person,
        "language": Language(table, catalogue, contacts, talks),
    }
    return Reception(
        Staff(desk, dialogues, welcome, guide, Unreadable(to_person), news),
        table,
        catalogue,
        contacts,
        talks=talks,
        floods=Floods(settings.flood, clock),
        announcing=announcing,
    )


def open_announcing(
    settings: Settings,
    catalogue: Catalogue,
    state: State,
    clock: Clock,
    *,
    inner: Handler,
    post: Post,
    announcing: Collection[str],
) -> Announcing:
    """The handler of officials' commands before `inner`; `post` takes what officials are told."""
    office, words, database = settings.office, catalogue.of(DEFAULT_LANGUAGE), state.database
    topics = Topics.load(settings.news.topics, words)
    accounts, views = Accounts(database, state.sealer, clock), Views(database, clock, words, topics)
    life = Life(database, clock, self_approval=settings.campaigns.self_approval)
    steps = Steps(
        Review(life, Officials(database, clock), accounts, post, views),
        Questions(views, Places([office.commune, *settings.news.places], office.province)),
        Linter(
            topics=tuple(topic.id for topic in topics),
            allowed=tuple(item for item in (office.hotline, office.email) if item),
        ),
        partial(cited_source, settings.index.directory, words=words),
    )
    return Announcing(steps, accounts, inner, clock, announcing=announcing)
