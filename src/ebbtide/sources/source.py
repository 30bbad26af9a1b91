"""What a source is, and how a place in it is cited."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that a rule, an option or a data set rests on.

    Args:
        key: The short form printed beside a verdict, unique in the bibliography.
        authors: Authors as a reference list prints them.
        year: Year of publication, None for a living document.
        title: Full title, spelt as published.
        journal: Journal or publisher with volume and pages.
        doi: Digital object identifier without a prefix, None where there is none.
        url: Where to find it when there is no DOI.

    Examples:
        >>> paper = Source(
        ...     "Eisenhauer 2009",
        ...     "Eisenhauer EA, et al.",
        ...     2009,
        ...     "New response ...",
        ...     "Eur J Cancer 45:228-247",
        ...     "10.1016/j.ejca.2008.10.026",
        ... )
        >>> str(paper.at("4.3.1"))
        'Eisenhauer 2009, sec. 4.3.1'
        >>> str(paper.at("Table 1"))
        'Eisenhauer 2009, Table 1'
    """

    key: str
    authors: str
    year: int | None
    title: str
    journal: str
    doi: str | None = None
    url: str | None = None

    def __str__(self) -> str:
        """Give the short form."""
        return self.key

    @property
    def link(self) -> str | None:
        """Where a reader finds the source: the DOI's resolver, or the plain address."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def reference(self) -> str:
        """The line of a reference list."""
        said = f"{self.authors} {self.title}. {self.journal}"
        dated = said if self.year is None else f"{said} ({self.year})"
        return f"{dated}. {self.link}" if self.link else f"{dated}."

    def at(self, place: str) -> Citation:
        """Point to a place: a section number, or words such as "Table 2"."""
        return Citation(self, place)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source.

    Args:
        source: What is cited.
        place: A section number ("4.3.1"), or words that name the place ("Table 2").
    """

    source: Source
    place: str

    def __str__(self) -> str:
        """Give the short form with its place; a bare number is a section."""
        where = f"sec. {self.place}" if self.place[:1].isdigit() else self.place
        return f"{self.source.key}, {where}"
