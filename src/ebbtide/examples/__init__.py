"""Studies that come with the package, each with its licence and where it is from.

Lives here: data folders, and how to find them. What does not: reading them (`formats`).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from ebbtide.errors import CriteriaError, near_matches
from ebbtide.sources import BRATMAN_2020, GHAFFARI_LALEH_2022, PHARMAVERSE_SDTM, ZHAO_2025, Source
from ebbtide.sources.cell_cases import INFANT_ALL_2021, KONG_2022

__all__ = ["Example", "about", "names", "path"]


@dataclass(frozen=True, slots=True)
class Example:
    """A bundled study.

    Args:
        name: Its folder.
        title: One line.
        summary: One paragraph: what it holds, and what to know before using it.
        licence: The licence of the data.
        source: Where the data were published.
        judged: Whether it holds lesions, sums or states, so that criteria can judge it.
    """

    name: str
    title: str
    summary: str
    licence: str
    source: Source
    judged: bool = True

    @property
    def citation(self) -> str:
        """How to cite the data."""
        return self.source.reference


FACTS: Final = "none stated; facts only, cited"
"""Of a study whose source states no licence: its facts were entered, and none of its wording."""
EXAMPLES: Final = (
    Example(
        "gastric-car-t",
        "Pseudoprogression after CAR-T cells in gastric cancer: one patient, followed by sums",
        "Two liver metastases more than doubled by day 28 after Claudin 18.2 CAR-T cells and shrank again; a biopsy "
        "found immune cells and no tumor. The paper prints the sum of the two diameters on four days, a new lesion on "
        "day 121, treatments, toxicity, pathology and markers in words. Nothing else was added.",
        "CC BY",
        ZHAO_2025,
    ),
    Example(
        "pharmaverse-recist",
        "RECIST 1.1 in SDTM: eight synthetic subjects, three readers",
        "Target and non-target lesions of eight made-up subjects in the domains TU, TR and RS, read by an investigator "
        "and two radiologists, with 66 overall responses. Software can be checked against it; medicine cannot.",
        "Apache-2.0",
        PHARMAVERSE_SDTM,
    ),
    Example(
        "atezolizumab",
        "Four trials of atezolizumab: one target lesion in each of 771 patients",
        "4,434 readings of one target lesion per patient, some of them not evaluable, too small to measure, blank or "
        "repeated. Other targets, non-targets and new lesions are unknown, so a response is that of the lesion.",
        "CC BY 4.0",
        GHAFFARI_LALEH_2022,
    ),
    Example(
        "infant-all-bone-lesion",
        "A leg that swelled after CAR-T cells: one child with leukemia in the bone, in words and days",
        "The leg with the bone lesion grew with heat and pain after cytokine release syndrome began on day 3, and was "
        "of the size of the other leg by day 14; one month later the lesion was gone. The letter prints no size, so "
        "nothing is measured; what stands on a day that it does not print says so.",
        FACTS,
        INFANT_ALL_2021,
    ),
    Example(
        "donor-car-t",
        "CD19 CAR-T cells twice, the second time from the donor: one woman with leukemia",
        "Marrow, kinetics and toxicity after two infusions, and two masses with their diameters before the second, "
        "which were smaller at one month and gone at three. The paper prints days from each infusion and not the days "
        "between them, so each infusion is a subject of its own.",
        FACTS,
        KONG_2022,
    ),
    Example(
        "inspire",
        "The INSPIRE trial of pembrolizumab: 94 patients with ctDNA, sizes in percent and survival",
        "ctDNA at baseline, 270 changes of target size in percent, progression, survival, and classes of ctDNA change. "
        "There are neither lengths nor responses by time point, so no criterion can judge it; it is for evidence and "
        "survival.",
        "MIT",
        BRATMAN_2020,
        judged=False,
    ),
)


def names() -> tuple[str, ...]:
    """List the bundled studies.

    Examples:
        >>> names()[:3]
        ('gastric-car-t', 'pharmaverse-recist', 'atezolizumab')
    """
    return tuple(example.name for example in EXAMPLES)


def about(name: str) -> Example:
    """Say what a bundled study holds, under which licence, and how to cite it.

    Raises:
        CriteriaError: If there is no such study.

    Examples:
        >>> about("atezolizumab").licence
        'CC BY 4.0'
    """
    for example in EXAMPLES:
        if example.name == name:
            return example
    meant = near_matches(name, names()) or names()
    raise CriteriaError(f"there is no bundled study {name!r}", hint=f"did you mean {', '.join(meant)}?")


def path(name: str) -> Path:
    """Give the folder of a bundled study, to read and not to write.

    Raises:
        CriteriaError: If there is no such study.

    Examples:
        >>> sorted(file.name for file in path("atezolizumab").glob("*.csv"))
        ['measurements.csv', 'subjects.csv']
    """
    return Path(str(files(__name__))) / about(name).name
