"""Welcoming people, and telling what the desk can do."""

from __future__ import annotations

import re

from bot.channels.base import Button, Outgoing
from bot.dialogue.commands import CommandTable
from bot.dialogue.news import News
from bot.dialogue.visit import NoArgument, Visit, examples, said

# Links may hold only letters, digits, _ and -: 1.001193 comes as "1_001193".
_CODE = re.compile(r"(\d)[._-](\d{6})")


class Welcome(NoArgument):
    """The first words; by a link, those on its topic."""

    def __init__(self, news: News, table: CommandTable, *, office: str) -> None:
        self._news = news
        self._table = table
        self._office = office

    async def reply(self, visit: Visit) -> Outgoing:
        """Welcome, or the card of the topic that the link names."""
        words = visit.words
        topic = self._news.topics.named(visit.argument)
        if topic is None:
            return self.greet(visit)
        line = words.text(
            "welcome-topic", topic=topic.called(words.language), about=topic.told(words.language)
        )
        take = Button(words.text("welcome-topic-take"), self._news.question(words, "", [topic]))
        return said([line], [take, *examples(words)[:2]] if visit.announces else examples(words))

    def greet(self, visit: Visit) -> Outgoing:
        """Who speaks, what may be asked, three examples."""
        words = visit.words
        lines = [
            words.text("welcome", office=self._office or words.text("office-default")),
            words.text("welcome-how"),
        ]
        if visit.announces:
            [subscribe] = [item for item in self._table.commands if item.name == "dangky"]
            lines.append(words.text("welcome-news", word=subscribe.say[words.language]))
        return said(lines, examples(words))

    def greet_again(self, visit: Visit) -> Outgoing:
        """A short line for somebody who was welcomed not long ago."""
        return said([visit.words.text("welcome-again")], examples(visit.words))


def asked_by_link(argument: str) -> str:
    """The question that the argument of a link stands for: the code of a procedure; "" when it is none."""
    code = _CODE.fullmatch(argument.strip())
    return f"{code[1]}.{code[2]}" if code else ""


class Help(NoArgument):
    """What may be asked, and the commands in the words of this channel."""

    def __init__(self, table: CommandTable, *, with_slash: frozenset[str]) -> None:
        """`with_slash` are the channels whose people know commands."""
        self._table = table
        self._with_slash = with_slash

    async def reply(self, visit: Visit) -> Outgoing:
        """The lines of help, and examples."""
        return self.tell(visit)

    def tell(self, visit: Visit, *first: str) -> Outgoing:
        """The lines of help after the lines `first`."""
        words, language = visit.words, visit.words.language
        slash = visit.incoming.channel in self._with_slash
        items = [
            words.text("help-command", word=command.name, what=command.description[language])
            if slash
            else words.text("help-word", word=command.say[language], what=command.description[language])
            for command in self._table.commands
            if command.description and command.dialogue not in {"welcome", "help"}
            if visit.announces or command.dialogue not in {"subscribe", "topics", "stop"}
        ]
        lines = [*first, words.text("help-ask"), words.text("help-also"), *(f"- {item}" for item in items)]
        return said(lines, examples(words))
