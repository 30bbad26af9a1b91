"""Every reading of a rule that the sources leave open, as a named option with its default.

Lives here: the options together, so that a study can pin them in its `ebbtide.toml`: those of the
criteria, of what follows from the responses, of the patterns, of cell therapy and its toxicity, of the
evidence, of the query list and of the comparison of readers. Names and defaults are those of the
register of ambiguities (docs/guide/options.md); `Options.register()` lists them with their sources.
"""

from __future__ import annotations

from types import NoneType
from typing import Any, Self, get_args

from pydantic import model_validator

from ebbtide.errors import CriteriaError
from ebbtide.study.agreement_options import AgreementOptions
from ebbtide.study.brain_options import BrainOptions
from ebbtide.study.celltherapy_options import CellTherapyOptions
from ebbtide.study.check_options import CheckOptions
from ebbtide.study.endpoint_options import EndpointOptions
from ebbtide.study.evidence_options import EvidenceOptions
from ebbtide.study.leukemia_options import LeukemiaOptions
from ebbtide.study.lymphoma_options import LymphomaOptions
from ebbtide.study.metabolic_options import MetabolicOptions
from ebbtide.study.pattern_options import PatternOptions
from ebbtide.study.presets import PRESETS
from ebbtide.study.rule_options import RuleOptions
from ebbtide.study.toxicity_options import ToxicityOptions

__all__ = ["Options"]


class Options(
    AgreementOptions,
    BrainOptions,
    CellTherapyOptions,
    CheckOptions,
    EvidenceOptions,
    LeukemiaOptions,
    LymphomaOptions,
    MetabolicOptions,
    PatternOptions,
    EndpointOptions,
    ToxicityOptions,
    RuleOptions,
):
    """The readings a study has chosen; what it does not name keeps its default.

    Examples:
        >>> Options().reset_min_shrink
        '5'
        >>> Options(a4_nt="table2").changed()
        {'a4_nt': 'table2'}
    """

    @model_validator(mode="before")
    @classmethod
    def _read_none(cls, given: Any) -> Any:  # noqa: ANN401 - whatever it is made of
        """Read the word `none`, of a file or a command, where an option may have no value."""
        if not isinstance(given, dict):
            return given
        bare = {name for name, field in cls.model_fields.items() if NoneType in get_args(field.annotation)}
        return {name: None if name in bare and value == "none" else value for name, value in given.items()}

    @classmethod
    def of_preset(cls, name: str | None, **given: object) -> Self:
        """Take the options of a preset, and over them those given.

        Args:
            name: A preset of `study.presets`; None for the defaults.
            **given: Options by name, as values or as text.

        Raises:
            CriteriaError: If there is no such preset.
            pydantic.ValidationError: If an option is unknown or takes no such value.

        Examples:
            >>> Options.of_preset("admiralonco", confirm_days=21).changed()["confirm_days"]
            21
        """
        if name is not None and name not in PRESETS:
            raise CriteriaError.unknown("preset", name, tuple(PRESETS))
        return cls.model_validate({**(PRESETS[name] if name else {}), **given})

    def changed(self) -> dict[str, object]:
        """List what differs from the defaults."""
        default = Options()
        return {name: value for name, value in self if value != getattr(default, name)}

    @classmethod
    def register(cls) -> list[tuple[str, object, str]]:
        """List every option: its name, its default and what it decides, with the source."""
        return [(name, field.default, field.description or "") for name, field in cls.model_fields.items()]
