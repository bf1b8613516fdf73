"""`mlp explain KEY`: what one key of a spec means, what may stand there, and what stands there by default."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mlpcli.config.dump import flow
from mlpcli.config.lookup import look_up
from mlpcli.config.schema import summary
from mlpcli.config.shape import Shape
from mlpcli.config.words import expected

REQUIRED = "none, it must be given"


@dataclass(frozen=True)
class Row:
    """A key of a component in one line."""

    name: str
    values: str
    default: str
    description: str


@dataclass(frozen=True)
class Explanation:
    """One key explained.

    `values` says type and range in words; `kinds` are the names that may stand here with a line on each;
    `about` is the component's own text (formula, source) and `keys` its fields; `owner` is the kind that the
    key belongs to, and `also` the other kinds of the family that have it.
    """

    key: str
    description: str
    values: str
    default: str
    about: str = ""
    owner: str = ""
    also: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    keys: tuple[Row, ...] = ()


def explain(model: type[BaseModel], key: str) -> Explanation:
    """The explanation of a dotted key, or of the name of a kind. Raises UsageError where there is none.

    Indices may be left out (`regularization.l2.strength`), and so may what is clear without: `adam`,
    `batch_size`.

    >>> from pydantic import Field
    >>> from mlpcli.component import Component
    >>> class Training(Component):
    ...     epochs: int = Field(100, ge=1, description="passes over the training rows")
    >>> print(render(explain(Training, "epochs")))
    epochs: passes over the training rows
      values   a whole number >= 1
      default  100
    """
    found = look_up(model, key)
    first, shape = found[0], found[0].shape
    return Explanation(
        key=first.key,
        description=(first.info.description or "") if first.info else "",
        values="" if shape.type == "model" else expected(shape),
        default=_default(first.info, shape) if first.info else "",
        about=_about(shape.model) if shape.model else "",
        owner=first.owner,
        also=tuple(dict.fromkeys(other.owner for other in found if other.owner != first.owner)),
        kinds=tuple((name, summary(option.model)) for name, option in _kinds(shape) if option.model),
        keys=tuple(
            _row(name, shape.info[name], field)
            for name, field in shape.fields.items()
            if not _is_tag(name, shape)
        ),
    )


def _kinds(shape: Shape) -> list[tuple[str, Shape]]:
    own = sorted(shape.kinds.items())
    return own + [pair for inner in (*shape.branches, *shape.items) for pair in _kinds(inner)]


def _row(name: str, info: FieldInfo, shape: Shape) -> Row:
    return Row(name, expected(shape), _default(info, shape), info.description or "")


def _is_tag(name: str, shape: Shape) -> bool:
    return shape.family is not None and name == shape.family.tag


def _about(model: type[BaseModel]) -> str:
    """The docstring up to its examples."""
    return inspect.cleandoc(model.__doc__ or "").split(">>>")[0].strip()


def _default(info: FieldInfo, shape: Shape) -> str:
    if info.is_required():
        return REQUIRED
    value = info.get_default(call_default_factory=True)
    for word, meaning in shape.words.items():
        if meaning == value:
            return word
    if not isinstance(value, BaseModel):
        return flow(list(value) if isinstance(value, tuple) else value)
    written = value.model_dump(mode="json", exclude_defaults=True)
    for family in (shape, *shape.branches):
        for kind, option in family.kinds.items():
            if option.model is type(value):
                return flow({family.tag: kind, **written}) if written else kind
    return flow(written) if written else "the defaults of its keys"


def render(explanation: Explanation) -> str:
    """The explanation as plain text."""
    e = explanation
    lines = [f"{e.key}: {e.description}" if e.description else e.key]
    lines += [f"  {name:8s} {text}" for name, text in (("values", e.values), ("default", e.default)) if text]
    lines += [f"  of       {', '.join((e.owner, *e.also))}"] if e.owner else []
    lines += [""] + [f"  {line}".rstrip() for line in e.about.splitlines()] if e.about else []
    lines += _table("kinds", list(e.kinds))
    rows = [((r.name, r.description), ("", f"{r.values}; default: {r.default}")) for r in e.keys]
    lines += _table("keys", [line for row in rows for line in row if line[1]])
    return "\n".join(lines)


def _table(title: str, rows: list[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in rows), default=0)
    return (
        ["", f"  {title}", *(f"    {name:{width}s}  {text}".rstrip() for name, text in rows)] if rows else []
    )
