"""The key `axes`: how an axis may be written.

| written | values | grid | random |
|---|---|---|---|
| [a, b, c] or {values: [a, b, c]} | any that the spec takes | each | each as likely |
| {choice: [a, b, c]} | any that the spec takes | refused | each as likely |
| {integer: [a, b]} | whole numbers, a and b among them | refused | each as likely |
| {uniform: [a, b]} | numbers | refused | density 1/(b - a) |
| {log_uniform: [a, b]} | positive numbers | refused | density 1/(x log(b/a)) |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from mlpcli.component import shorthand
from mlpcli.config.dump import flow
from mlpcli.config.suggest import nearest
from mlpcli.sweep.axis import Axis, Choice, Listed
from mlpcli.sweep.ranges import Integer, LogUniform, Uniform

FORMS = ("values", "choice", "uniform", "log_uniform", "integer")
"""The key that tells the kinds of an axis apart."""

_EXAMPLES = "a list of values, as [1e-4, 1e-3], or a distribution, as {log_uniform: [1e-6, 1e-1]}"


def _spelled_out(value: Any) -> Any:
    """A list means {values: list}; whatever is no axis is refused in words that know what was meant."""
    if isinstance(value, Axis):
        return value
    if isinstance(value, list | tuple):
        return {"values": list(value)}
    if not isinstance(value, Mapping):
        shown = flow(value) if value is None or isinstance(value, str | int | float) else repr(value)
        raise ValueError(f"expected {_EXAMPLES}; found {shown}")
    given = [form for form in FORMS if form in value]
    if len(given) == 1:
        return value
    if given:
        raise ValueError(f"expected one of {', '.join(given)}, found {len(given)} of them")
    near = next((near for key in value if (near := nearest(str(key), FORMS))), None)
    hint = f"; did you mean '{near}'?" if near else ""
    raise ValueError(f"expected {_EXAMPLES}; found the keys {flow([str(key) for key in value])}{hint}")


def _form(value: Any) -> str | None:
    given = value if isinstance(value, Mapping) else type(value).model_fields  # an axis made in Python
    return next((form for form in FORMS if form in given), None)


AnyAxis: TypeAlias = Annotated[
    Annotated[Listed, Tag("values")]
    | Annotated[Choice, Tag("choice")]
    | Annotated[Uniform, Tag("uniform")]
    | Annotated[LogUniform, Tag("log_uniform")]
    | Annotated[Integer, Tag("integer")],
    Discriminator(_form),
    shorthand(_spelled_out, {"type": "array", "minItems": 1, "description": "a list of values"}),
]
