"""The records that the rules of Lugano speak about. Lengths are µm, areas µm²; MISSING where nothing was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ebbtide.criteria.parts.records import MISSING, NEVER
from ebbtide.terms.responses import NE, NEW_NONE, NONE
from ebbtide.terms.scans import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Mapping

BY_DIAGNOSIS: Final = 0
AVID: Final = 1
NOT_AVID: Final = 2


class LuganoRules(NamedTuple):
    """What Lugano asks for, in whole numbers.

    Args:
        most_targets: How many lesions may be measured.
        node: Longest diameter above which a node is abnormal; `extranodal`: another lesion that grows.
        new_extranodal: Longest diameter above which a new extranodal lesion counts without more.
        rise_pct: Growth of a lesion's product from its nadir.
        small: Longest diameter up to which `small_step` of growth in an axis is enough; beyond it is `large_step`.
        class_by_current: Whether the step goes by the present diameter, not that at the nadir.
        axes_at_product_nadir: Whether an axis is compared with its value when the product was least, not its own least.
        fall_pct: Fall of the sum of products from baseline.
        spleen: Normal vertical length; `spleen_step`: growth of a spleen that was normal; `spleen_pct`: of what it
            exceeds the normal by, for growth and for response.
        spleen_abnormal: Whether a spleen that was normal must exceed the normal length to progress.
        least_positive: The lowest Deauville score, as a code of `terms.scans`, that is no complete response.
        relapse_by_score: Whether after a complete metabolic response any positive score is progression.
        score_tells_uptake: Whether two different scores tell the change of uptake where nobody did.
        pet_governs: Whether PET stands where CT contradicts it.
        carries_pet: Whether the PET before stands for one that cannot be judged.
        histology: BY_DIAGNOSIS, AVID or NOT_AVID.
        treated_counts: Whether a lesion that was treated locally keeps counting.
    """

    most_targets: int = 6
    node: int = 15_000
    extranodal: int = 15_000
    new_extranodal: int = 10_000
    rise_pct: int = 50
    small: int = 20_000
    small_step: int = 5_000
    large_step: int = 10_000
    class_by_current: int = 0
    axes_at_product_nadir: int = 0
    fall_pct: int = 50
    spleen: int = 130_000
    spleen_step: int = 20_000
    spleen_pct: int = 50
    spleen_abnormal: int = 1
    least_positive: int = 3
    relapse_by_score: int = 0
    score_tells_uptake: int = 1
    pet_governs: int = 1
    carries_pet: int = 0
    histology: int = BY_DIAGNOSIS
    treated_counts: int = 0


class Size(NamedTuple):
    """Longest diameter, greatest perpendicular one, and their product."""

    longest: int = MISSING
    across: int = MISSING
    product: int = MISSING


UNKNOWN: Final = Size()
GONE: Final = Size(0, 0, 0)
TOO_SMALL: Final = Size(5_000, 5_000, 25_000_000)


class Known(NamedTuple):
    """What is remembered of one lesion.

    Args:
        role: A code of `terms.lesions`, the first one given.
        nodal: Whether it is a node; `marrow`: whether it stands for the bone marrow.
        at_baseline: Whether it was listed at baseline.
        first: Its product when first measured.
        least: The least it was in each axis and in the product; `at_least`: its size when the product was least.
        gone: Whether it was seen to be gone.
        counted: Whether it counted as a new lesion.
        treated: Whether it was treated locally.
    """

    role: int
    nodal: int
    marrow: int
    at_baseline: int = 0
    first: int = MISSING
    least: Size = UNKNOWN
    at_least: Size = UNKNOWN
    gone: int = 0
    counted: int = 0
    treated: int = 0


GREW: Final = 0
REGREW: Final = 1
NEW: Final = 2
NEW_BEFORE: Final = 3
NONMEASURED: Final = 4
SPLEEN: Final = 5
MARROW: Final = 6
UPTAKE: Final = 7
FOCI: Final = 8
MARROW_FOCI: Final = 9
"""What makes a progression: one lesion grew, is back, is new, was new before; non-measured disease, spleen, marrow; and
on PET higher uptake, new foci, new foci in marrow."""


class Driver(NamedTuple):
    """One finding that is progression: its kind, the lesion, whether that takes up FDG, and the day of its image."""

    kind: int
    lesion: str
    avid: int
    day: int


class Spleen(NamedTuple):
    """The vertical length of the spleen at baseline, its least, and whether an enlarged one has been normal since."""

    baseline: int = MISSING
    least: int = MISSING
    was_normal: int = 0


class PetMemory(NamedTuple):
    """The score at baseline, whether a complete metabolic response was reached, and the last category of PET."""

    score: int = UNTOLD
    responded: int = 0
    last: int = NONE


class LuganoState(NamedTuple):
    """What is known before a time point.

    Args:
        avid: Whether PET decides.
        has_ct: Whether there is a CT of baseline.
        known: The lesions by name.
        accepted: New lesions that an indeterminate response has taken in (LYRIC); `members`: those of them whose
            products are followed with the targets'.
        baseline: The sum of products at baseline, `nadir` the least complete one since, of `nadir_day`.
        spleen: What is known of the spleen; `pet`: of PET.
        progressed: Whether a progression was called.
    """

    avid: int
    has_ct: int
    known: Mapping[str, Known]
    accepted: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    baseline: int = MISSING
    nadir: int = MISSING
    nadir_day: int = NEVER
    spleen: Spleen = Spleen()
    pet: PetMemory = PetMemory()
    progressed: int = 0


class Ct(NamedTuple):
    """What CT says: its category and that of each part, what makes a progression, and the sums of products.

    `spd` sums the targets of baseline, `followed` them and the new lesions that are followed with them.
    """

    category: int = NE
    target: int = NONE
    nontarget: int = NONE
    spleen: int = NONE
    marrow: int = NONE
    new: int = NEW_NONE
    drivers: tuple[Driver, ...] = ()
    reasons: int = 0
    flags: int = 0
    spd: int = MISSING
    followed: int = MISSING


class Pet(NamedTuple):
    """What PET says: its category, what makes a progression."""

    category: int = NONE
    drivers: tuple[Driver, ...] = ()
    reasons: int = 0
    flags: int = 0


class Judged(NamedTuple):
    """One time point under Lugano: what CT says, what PET says, and what holds."""

    ct: Ct
    pet: Pet
    overall: int
    reasons: int
    flags: int
    drivers: tuple[Driver, ...]
