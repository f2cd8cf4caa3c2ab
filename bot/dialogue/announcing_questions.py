"""What officials are asked while they write an announcement in the chat, one question after the other."""

from __future__ import annotations

from dataclasses import dataclass

from bot.campaigns.model import Campaign
from bot.channels.base import Button, Outgoing
from bot.dialogue.announcing_views import Views, order
from bot.dialogue.places import Places
from bot.dialogue.visit import said

NONE = "-"  # what the button for "none of these" says


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions, each with the buttons that answer it."""

    views: Views
    places: Places

    def text(self) -> Outgoing:
        """Title and body are wanted."""
        return said([self._words("ask-text"), self._words("markup")])

    def of(self, verb: str) -> Outgoing:
        """The text that the step `verb` needs is wanted."""
        return said([self._words(f"ask-{verb}"), *([self._words("markup")] if verb == "sua" else [])])

    def topic(self, campaign: Campaign) -> Outgoing:
        """Which topic it is about: the people who follow it get it."""
        words = self.views.words
        topics = self.views.topics.names(words.language)
        buttons = [Button(name, order("chude", campaign, topic)) for topic, name in topics.items()]
        buttons.append(Button(self._words("all-topics"), order("chude", campaign, NONE)))
        return said([words.text("announce-ask-topic", title=self.views.title(campaign))], buttons)

    def place(self, campaign: Campaign) -> Outgoing:
        """For people of which place it is."""
        buttons = [Button(place, order("noi", campaign, place)) for place in self.places.own]
        buttons.append(Button(self._words("all-places"), order("noi", campaign, NONE)))
        return said([self._words("ask-place")], buttons)

    def source(self, campaign: Campaign) -> Outgoing:
        """Which document it goes by."""
        none = Button(self._words("no-source"), order("nguon", campaign, NONE))
        return said([self._words("choose-source")], [self.views.button("nguon", campaign), none])

    def time(self, campaign: Campaign, *first: str) -> Outgoing:
        """When it goes out; the lines `first` stand before."""
        buttons = [
            Button(self._words("time-self"), order("lich", campaign, NONE)),
            Button(self._words("time-tomorrow"), order("lich", campaign, "mai")),
            self.views.button("lich", campaign),
        ]
        return said([*first, self._words("choose-time")], buttons)

    def _words(self, key: str) -> str:
        return self.views.words.text(f"announce-{key}")
