"""Every reading of a rule that the sources leave open, as a named option with its default.

Lives here: the options together, so that a study can pin them in its `ebbtide.toml`: those of the
criteria, of what follows from the responses, of the patterns, of the query list and of the comparison
of readers. Names and defaults are those of the register of ambiguities (docs/guide/options.md);
`Options.register()` lists them with their sources.
"""

from __future__ import annotations

from typing import Self

from ebbtide.errors import CriteriaError
from ebbtide.study.agreement_options import AgreementOptions
from ebbtide.study.check_options import CheckOptions
from ebbtide.study.endpoint_options import EndpointOptions
from ebbtide.study.pattern_options import PatternOptions
from ebbtide.study.presets import PRESETS
from ebbtide.study.rule_options import RuleOptions

__all__ = ["Options"]


class Options(AgreementOptions, CheckOptions, PatternOptions, EndpointOptions, RuleOptions):
    """The readings a study has chosen; what it does not name keeps its default.

    Examples:
        >>> Options().reset_min_shrink
        '5'
        >>> Options(a4_nt="table2").changed()
        {'a4_nt': 'table2'}
    """

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
