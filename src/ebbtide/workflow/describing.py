"""Describe the criteria from the definitions that judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ebbtide.criteria import ANY_BY_ID, AnyCriterion, chosen
from ebbtide.study import Options

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["describe_criteria", "values_of"]


def describe_criteria(ids: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Describe criteria: what each asks for, the options it reads and where it is published.

    Args:
        ids: Which criteria; None for all.

    Raises:
        CriteriaError: If an id is unknown.

    Examples:
        >>> [irecist] = describe_criteria(["irecist"])
        >>> irecist["items"]["new lesions"]
        'unconfirmed progression; followed apart, never added to the sum'
        >>> irecist["options"][2]["values"]
        ['change', 'table2']
    """
    return [_describe(criterion) for criterion in (ANY_BY_ID.values() if ids is None else chosen(ids))]


def _describe(criterion: AnyCriterion) -> dict[str, Any]:
    known = {name: (default, decides) for name, default, decides in Options.register()}
    return {
        "id": criterion.id,
        "title": criterion.title,
        "items": {item: text for item, text in criterion.describe().items() if item != "criterion"},
        "options": [
            {"name": name, "default": known[name][0], "values": values_of(name), "decides": known[name][1]}
            for name in criterion.option_names
        ],
        "sources": [source.reference for source in criterion.sources],
    }


def values_of(option: str) -> list[str]:
    """List what an option may be, as a user writes it.

    Examples:
        >>> values_of("early_variance_days")
        ['0 to 3650']
    """
    field = Options.model_json_schema()["properties"][option]
    if "anyOf" in field:  # a value, or none at all
        return [*_values(field["anyOf"][0]), "none"]
    return _values(field)


def _values(field: dict[str, Any]) -> list[str]:
    if field["type"] == "boolean":
        return ["true", "false"]
    if field["type"] == "string" and "enum" not in field and "const" not in field:
        return ["a word"]
    if "enum" in field or "const" in field:
        return [str(value) for value in field.get("enum", [field.get("const")])]
    least = field.get("minimum", field.get("exclusiveMinimum"))
    most = field.get("maximum", field.get("exclusiveMaximum"))
    over = "over " if "exclusiveMinimum" in field else ""
    if most is None:
        return [f"{least:g} or more" if not over else f"over {least:g}"] if least is not None else ["any number"]
    return [f"{over}{least} to {most}"]
