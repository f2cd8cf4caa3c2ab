"""Completes what only makes sense in the conversation: a choice, a further aspect, another case."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.answering.asked import AskedReader
from knowledge.answering.choosing import CaseChooser
from knowledge.answering.clauses import clauses
from knowledge.answering.facts import FactBook, case_of
from knowledge.answering.lexicon import Lexicon, phrase_table, read_list
from knowledge.answering.model import Outcome, ProcedureRef, Resolution
from knowledge.answering.sisters import Sisters
from knowledge.answering.steps.due_date import asks_for_date
from knowledge.answering.steps.which import NAMED
from knowledge.answering.topicless import Topicless
from knowledge.answering.turn import Turn
from knowledge.model import Aspect, DocumentKind
from knowledge.retrieval.query import Query
from knowledge.retrieval.retriever import Retriever
from knowledge.vietnamese.phrases import Found
from knowledge.vietnamese.text import folded_words, words

_LONG = 30  # syllables; a longer question is a story of its own
_SHORT = 12  # syllables; a longer question names its own subject
_OWN_ENOUGH = 6  # syllables of its own beside which the old subject is no longer meant
_ANOTHER = 0.35  # so surely such questions are for another document, or for no desk: a subject of its own
# A question goes on about a procedure when it is at least so near to one that people ask of it, and nearer
# by a share of how much more surely it is for another, or for no desk (measured: docs/adr/0018).
_NEAR, _MORE_FOR_ANOTHER, _MORE_FOR_NONE, _NO_DESK = 0.18, 0.6, 0.5, 0.2
# What it counts that such questions are for a guide, beside a procedure, if they are not so surely.
_OF_A_GUIDE, _SURELY = 0.3, 0.8
_LITTLE = 0.1  # so surely what is told besides is for another document, at most
_ALONE = {
    " ".join(folded_words(phrase)): Aspect(aspect)
    for aspect, phrases in read_list("conversation.toml")["alone"].items()
    for phrase in phrases
}
_NEEDS = phrase_table(read_list("routes.toml")["needs"]["phrases"])
_CHOICE = re.compile(r"[0-9]{1,2}")


class _Known(NamedTuple):
    """What is known of such questions, beside the procedure spoken of."""

    query: Query
    near: float | None  # to what people ask of it; None where that is not known
    of_another: float  # how much more surely they are for another document
    of_none: float  # how surely they are for no desk


@dataclass(frozen=True, slots=True)
class FollowUpStep:
    """Fills `text`, and `aspects` where the conversation decides them; a new subject is left as it is."""

    lexicon: Lexicon
    retriever: Retriever
    facts: FactBook
    chooser: CaseChooser
    topicless: Topicless
    sisters: Sisters
    name: str = "follow_up"

    def __call__(self, turn: Turn) -> Resolution | None:
        """Ends the turn only when the person wants none of what was offered."""
        turn.text = turn.question
        said = AskedReader(self.lexicon, self.retriever).spelled_out(turn.question)
        if turn.memory.asked and len(words(said)) <= _SHORT:
            turn.aspects = turn.memory.asked  # "khai sinh", said after "lệ phí bao nhiêu?"
        if turn.memory.choices:
            if self._is_chosen(turn, said):
                return None
            if self.lexicon.none.find(said) and len(words(said)) <= _SHORT:
                return Resolution(
                    question=turn.question, outcome=Outcome.HAND_OVER, reason="none_of_these", confidence=1.0
                )
        if turn.memory.procedure is not None:
            self._go_on(turn, said, turn.memory.procedure)
        return None

    def _is_chosen(self, turn: Turn, said: str) -> bool:
        """True when the question takes one of what was offered; fills `text` and `aspects`."""
        chosen = self._chosen(turn)
        if chosen is not None:
            turn.text = chosen.name
            turn.aspects = (chosen.aspect,) if chosen.aspect else ()
            return True
        meant = self.chooser.choose(said, turn.memory.choices)
        if meant is None or self.retriever.named(said):
            return False
        turn.text = self.chooser.completed(turn.question, meant)
        turn.aspects = (meant.aspect,) if meant.aspect else ()
        return True

    def _go_on(self, turn: Turn, said: str, procedure: ProcedureRef) -> None:
        """Fill `text` where the question goes on about `procedure`, or has another thing in its place."""
        own, row = self._own_words(said), self.facts.store.find(procedure.code)
        sister = None if row is None else self._sister(said, own, row)
        if sister is not None:
            # "còn cấp lại thì sao" asks nothing by itself: its words would only lead to lines like them.
            turn.text = f"{sister}: {turn.question}" if self._asks(said) or not own else sister
            turn.aspects = turn.memory.aspects
        elif self._asks_further(turn.question, row) or self._only_needed(said):
            turn.text = f"{procedure.name}: {turn.question}"
        elif not own or not self.retriever.named(said):  # "giấy đó" is no "giấy đỏ"
            self._complete(turn, said, own, procedure, row)
        elif self._instead(said):
            turn.aspects = turn.memory.aspects  # "còn đăng ký kết hôn thì sao?": the same of another

    def _complete(
        self, turn: Turn, said: str, own: list[str], procedure: ProcedureRef, row: int | None
    ) -> None:
        """The same where no procedure is named."""
        alone = self._alone(said)
        known = self._known(turn.question, row)
        dated = asks_for_date(said, turn.today) and known.of_another < _ANOTHER
        goes_on = not own and bool(alone or self._instead(said) or self._continues(said))
        if dated or goes_on or self._is_about_it(said, known):
            turn.text = f"{procedure.name}: {turn.question}"
            turn.aspects = (alone,) if alone else turn.aspects
        elif own and len(own) <= _OWN_ENOUGH and self._instead(said) and known.of_none < _ANOTHER:
            # "còn đăng ký lại thì sao?" after "Đăng ký khai sinh" → "đăng ký lại khai sinh"
            turn.text = f"{' '.join(own)} {self._bare(procedure.name)}"
            turn.aspects = turn.memory.aspects

    def _asks_further(self, question: str, row: int | None) -> bool:
        """True where a part of it only asks, and the others tell: "bà mất ở thành phố, thế nộp ở đâu?"."""
        parts = clauses(question)
        further = [part for part in parts if not self._own_words(part) and self._continues(part)]
        if not further or len(further) == len(parts):
            return False
        known = self._known(question, row)
        carried = any(folded_words(part)[0] in self.lexicon.carry_on for part in further)
        told = " ".join(part for part in parts if part not in further)
        another = bool(self.retriever.named(question)) and (known.near is None or not carried)
        if another or not (carried or self._known(told, row).of_another < _LITTLE):
            return False
        return known.of_another < (_ANOTHER if known.near is None else known.near)

    def _only_needed(self, said: str) -> bool:
        """True where what is called is a paper that may be needed: "có cần giấy độc thân không"."""
        need = next((each for each in _NEEDS.find(said) if each.start <= 1), None)
        named = self.retriever.titles.phrases.find(said)
        return bool(named) and need is not None and all(each.start > need.start for each in named)

    def _alone(self, said: str) -> Aspect | None:
        """The aspect that a word asks which is all that is said: "hồ sơ?"."""
        plain = (word for word in folded_words(said) if word not in self.lexicon.carry_on)
        return _ALONE.get(" ".join(word for word in plain if word not in self.lexicon.polite))

    def _sister(self, question: str, own: list[str], row: int) -> str | None:
        """The name of the procedure that is asked of in place of that at `row`; None where none is."""
        case = case_of(question, self.lexicon)
        meant, of_case = None, self.facts.of_case(row, case)
        if len(words(question)) > _SHORT:
            # "vợ em quốc tịch Lào, thế có khác gì không": the same procedure for another case
            same = self._instead(question) and not self.retriever.named(question)
            near = case.foreign or self._known(question, row).of_another < _ANOTHER
            meant = of_case if same and near else None
        elif self._instead(question) and len(own) <= _OWN_ENOUGH:
            # "bản sao" has words as well that ask, or say nothing: where it asks nothing, all is tried first.
            everything = [] if self._asks(question) or self._alone(question) else self._said(question)
            tried = (self.sisters.called(said, row) for said in (everything, own))
            named = self.retriever.named(question)
            meant = next((each for each in tried if each is not None and (each in named or not named)), None)
        if meant is None and not own:
            meant = of_case  # "còn con 15 tuổi?"
        return None if meant is None or meant == row else self.facts.store.metadata(meant).title

    def _bare(self, name: str) -> str:
        """The name without the words for doing it: "Đăng ký khai sinh" → "khai sinh"."""
        told = words(name)
        for found in self.lexicon.doing.find(name):
            if found.start == 0:
                return " ".join(told[found.length :])
        return name

    def _chosen(self, turn: Turn) -> ProcedureRef | None:
        question = turn.question.strip()
        choices = turn.memory.choices
        if _CHOICE.fullmatch(question):
            number = int(question)
        else:
            number = next(iter(self.lexicon.ordinals.values(question)), 0)
        if 1 <= number <= len(choices) and len(words(question)) <= _SHORT:
            return choices[number - 1]
        return next((choice for choice in choices if choice.name.lower() == question.lower()), None)

    def _own_words(self, question: str) -> list[str]:
        """The words of a question that neither ask, nor are polite, nor carry on."""
        counted = re.sub(r"\d+", "n", question)
        typed = words(question)
        if len(typed) > _SHORT:
            return typed
        if self.topicless.says_nothing(question):
            return []
        asked = [False] * len(typed)
        tables = (self.lexicon.aspects, self.lexicon.hints, self.lexicon.instead, self.lexicon.everything)
        for table in tables:
            for found in table.find(counted):
                asked[found.start : found.start + found.length] = [True] * found.length
        kept = self.retriever.reader.asking.left_out_of(counted)
        return [
            word
            for word, said, skip in zip(typed, kept, asked, strict=True)
            if said and not skip and said not in self.lexicon.carry_on
        ]

    def _said(self, question: str) -> list[str]:
        """The words of a question without those by which one thing takes the place of another."""
        said = words(question)
        for found in reversed(self._instead(question)):
            del said[found.start : found.start + found.length]
        return said

    def _continues(self, question: str) -> bool:
        """True when the question asks something further: an aspect, everything, or "còn …"."""
        plain = folded_words(question)
        tables = (self.lexicon.aspects, self.lexicon.hints, self.lexicon.everything)
        return any(table.find(question) for table in tables) or (
            bool(plain) and plain[0] in self.lexicon.carry_on
        )

    def _known(self, question: str, row: int | None) -> _Known:
        """What is known of such questions, beside the procedure at `row`."""
        query, intents = self.retriever.read(question), self.retriever.index.intents
        surely = [0.0, 0.0]
        kinds = self.retriever.index.facets.kinds
        for other, strength in query.intent.documents.items():
            # "nộp qua mạng được không" is asked of all procedures: here of the one spoken of.
            general = kinds[other] is DocumentKind.GUIDE and strength < _SURELY
            share = _OF_A_GUIDE if general else 1.0
            surely[other == row] = max(share * strength, surely[other == row])
        near = None
        if row is not None and intents.knows(row):
            near = max(intents.near(query.intent, row).values(), default=0.0)
        return _Known(query, near, max(0.0, surely[0] - surely[1]), query.intent.refused)

    def _is_about_it(self, question: str, known: _Known) -> bool:
        """True when the question goes on about the procedure: "nộp online thì giấy tờ dạng gì?"."""
        if len(words(question)) > _LONG or self.lexicon.documents.find(question):
            return False
        if known.near is not None:
            of_none = max(0.0, known.of_none - _NO_DESK)
            return known.near >= _NEAR + _MORE_FOR_ANOTHER * known.of_another + _MORE_FOR_NONE * of_none
        # Nobody wrote down how people ask for it: then an aspect must be asked, and no subject be named.
        query = known.query
        elsewhere = query.places or query.years or query.numbers
        another = max(known.of_another, known.of_none) >= _ANOTHER
        return self._asks(question) and not (elsewhere or another or self.retriever.name_said(query) >= NAMED)

    def _asks(self, question: str) -> bool:
        return bool(self.lexicon.aspects.find(question) or self.lexicon.hints.find(question))

    def _instead(self, question: str) -> list[Found[str]]:
        """The words by which one thing takes the place of another, each at its end of the question."""
        last = len(words(question))
        return [
            found
            for found in self.lexicon.instead.find(question)
            if (found.start == 0 if found.value == "before" else found.start + found.length == last)
        ]
