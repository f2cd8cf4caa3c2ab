"""What a question names exactly: an article of a law, a procedure by its code, a document by its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from knowledge.model import DocumentKind
from knowledge.retrieval.index import Facets
from knowledge.retrieval.protocols import Ids
from knowledge.vietnamese.text import fold

_ARTICLE = re.compile(r"\bdieu (\d+[a-z]?)\b")
_CODE = re.compile(r"(?<![\d.])\d\.\d{6}(?!\d)")
# "23/2015/nd-cp", "23/2015" after a word for its type, "6734/qd-ubnd".
_NUMBER = re.compile(
    r"(?:\b(?P<type>[a-z]+(?: [a-z]+)?)(?: so)? )?"
    r"(?<![\d/.])(?P<base>\d{1,5}(?:/\d{4})?)(?P<symbol>/[a-z]{2}[a-z0-9&-]*(?:/[a-z-]+)?)?(?![\d/])"
)
# How a number of the type goes on, by the last word or two of what stands before it.
_SYMBOLS = {
    "nghi dinh": "nd", "nd": "nd", "thong tu": "tt", "tt": "tt", "luat": "qh", "bo luat": "qh",
    "nghi quyet": "nq", "quyet dinh": "qd", "qd": "qd", "chi thi": "ct", "phap lenh": "pl",
    "ke hoach": "kh", "lien tich": "tt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class References:
    """Document rows by folded number without leading zeros, and the numbers that begin alike.

    `articles` are the numbers of articles by row, "" for what is no article of a law; `today` are the codes
    that procedures have by those that they had before.
    """

    rows: Mapping[str, tuple[int, ...]] = field(repr=False)
    numbers: Mapping[str, tuple[str, ...]] = field(repr=False)
    articles: tuple[str, ...] = field(repr=False)
    today: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, facets: Facets) -> Self:
        """Of the documents that `facets` tells of."""
        rows: dict[str, list[int]] = {}
        for row, number in enumerate(facets.numbers):
            if number:
                rows.setdefault(number.lstrip("0"), []).append(row)
        alike: dict[str, list[str]] = {}
        for number in rows:
            parts = number.split("/")
            base = "/".join(parts[:2]) if len(parts) > 1 and parts[1].isdigit() else parts[0]
            alike.setdefault(base, []).append(number)
        law = DocumentKind.LAW
        articles = (
            article if kind is law else ""
            for kind, article in zip(facets.kinds, facets.articles, strict=True)
        )
        return cls(
            {number: tuple(of) for number, of in rows.items()},
            {base: tuple(of) for base, of in alike.items()},
            tuple(articles),
            {
                code: number
                for number, former in zip(facets.numbers, facets.former, strict=True)
                for code in former
            },
        )

    def of_today(self, text: str) -> str:
        """`text` with the codes that procedures had before replaced by those of today."""
        return _CODE.sub(lambda match: self.today.get(match[0], match[0]), text)

    def coded(self, text: str) -> tuple[int, ...]:
        """Rows of the procedures that `text` names by a code of today, or by one of before."""
        codes = _CODE.findall(self.of_today(text))
        return tuple(row for code in codes for row in self.rows.get(code, ()))

    def meant(self, text: str) -> Ids:
        """Rows of the documents that `text` names, ascending; of a law only the article that it names."""
        folded = " ".join(fold(text).split())
        found = {row for code in _CODE.findall(folded) for row in self.rows.get(code, ())}
        articles = [(match.end(), match.group(1)) for match in _ARTICLE.finditer(folded)]
        for match in _NUMBER.finditer(folded):
            named = {row for number in self._numbers(match) for row in self.rows[number]}
            # The article is named before its law: the nearest one counts, or the first there is.
            before = [article for end, article in articles if end <= match.start("base")]
            article = before[-1] if before else next((article for _, article in articles), None)
            found |= {row for row in named if self.articles[row] in ("", article)}
        return np.asarray(sorted(found), np.int64)

    def _numbers(self, match: re.Match[str]) -> list[str]:
        """The numbers of documents that are written like this."""
        base, symbol = match["base"].lstrip("0"), match["symbol"] or ""
        if symbol:
            return [base + symbol] if base + symbol in self.rows else []
        words = (match["type"] or "").split()
        begins = next((_SYMBOLS[said] for said in (" ".join(words), *words[-1:]) if said in _SYMBOLS), None)
        if begins is None or "/" not in base:  # "quyết định 15" may be anything
            return []
        return [number for number in self.numbers.get(base, ()) if number[len(base) + 1 :].startswith(begins)]
