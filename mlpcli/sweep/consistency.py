"""What can be wrong between the keys of a sweep: axes that meet, conditions on nothing, ranges in a grid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TypeAlias

from mlpcli.config.document import Path
from mlpcli.config.dump import flow
from mlpcli.config.suggest import nearest
from mlpcli.kinds import kinds
from mlpcli.sweep.axis import Choice
from mlpcli.sweep.dimension import Dimension
from mlpcli.sweep.method import AnyMethod, Method
from mlpcli.sweep.spec import SweepSpec
from mlpcli.sweep.trial import Overrides
from mlpcli.sweep.value import ABSENT, begins, below, holds, is_one_of, parts, settles, value_at

Fault: TypeAlias = tuple[Path, str]
"""Where in the sweep file, and what."""


def faults(spec: SweepSpec) -> list[Fault]:
    """Everything that the keys of a sweep have against each other."""
    dimensions = spec.space.dimensions
    return list(_keys(dimensions)) or [
        *_ranges(spec),
        *_repeats(spec),
        *(fault for one, other in combinations(dimensions, 2) for fault in _meeting(one, other)),
        *(fault for dimension in dimensions for fault in _within(dimension)),
        *(fault for dimension in dimensions for fault in _conditions(dimension, dimensions)),
    ]


def _keys(dimensions: tuple[Dimension, ...]) -> Iterator[Fault]:
    for dimension in dimensions:
        if dimension.key is None:
            places = [((*dimension.path, i, k), k) for i, e in enumerate(dimension.settings) for k in e]
        else:
            places = [(dimension.path, dimension.key)]
        places += [((*dimension.path, "when", key), key) for key in dimension.axis.when]
        for path, key in places:
            try:
                parts(key)
            except ValueError as error:
                yield path, f"not a dotted key, such as optimizer.learning_rate: {error}"


def _ranges(spec: SweepSpec) -> Iterator[Fault]:
    if spec.method.draws:
        return
    takers = [kind for kind, cls in kinds(AnyMethod).items() if issubclass(cls, Method) and cls.draws]
    for dimension in spec.space.dimensions:
        axis, named = dimension.axis, f"the axis '{dimension.key}'"
        if isinstance(axis, Choice):
            message = (
                f"{named} is a choice, and {spec.method.kind} takes lists; write the list without 'choice'"
            )
            yield dimension.path, f"{message}, or choose a method that draws: {', '.join(takers)}"
        elif not axis.values_in_order:
            yield (
                dimension.path,
                f"{named} is a distribution, and {spec.method.kind} takes lists of values; "
                f"write a list, or choose a method that draws: {', '.join(takers)}",
            )


def _repeats(spec: SweepSpec) -> Iterator[Fault]:
    """Keys that the sweep's own `seeds` and `folds` set."""
    own: dict[tuple[str, ...], str] = {("seed",): f"seeds: {spec.seeds}"} if spec.seeds > 1 else {}
    if spec.folds:
        own |= {("data", "split", name): f"folds: {spec.folds}" for name in ("fold", "folds")}
    for dimension in spec.space.dimensions:
        for key in dimension.keys:
            if parts(key) in own:
                yield dimension.path, f"'{key}' varies already, by '{own[parts(key)]}'; remove one of the two"


def _meeting(one: Dimension, other: Dimension) -> Iterator[Fault]:
    """A key that both dimensions would set, in some point where both count."""
    for outer, inner in ((one, other), (other, one)):
        for key in inner.keys:
            for setting in _samples(outer):
                met = _decider(setting, key)
                if met is not None and not _ruled_out(inner, setting):
                    yield other.path, _words(met, setting[met], key)
                    return


def _within(dimension: Dimension) -> Iterator[Fault]:
    """A key that an entry of `together` sets twice."""
    for i, setting in enumerate(dimension.settings if dimension.key is None else ()):
        for key in setting:
            met = _decider({k: value for k, value in setting.items() if k != key}, key)
            if met is not None:
                yield (*dimension.path, i, key), _words(met, setting[met], key)


def _samples(dimension: Dimension) -> list[Overrides]:
    """Its settings; of a range one that stands for all, as numbers have nothing below them."""
    return dimension.settings or [dimension.setting(dimension.axis.at(0.0))]


def _decider(setting: Overrides, key: str) -> str | None:
    """The key of the setting that decides already what stands at `key`."""
    path = parts(key)
    above = [outer for outer in setting if begins(path, parts(outer))]
    return next((k for k in above if settles(setting[k], path[len(parts(k)) :])), None)


def _ruled_out(inner: Dimension, setting: Overrides) -> bool:
    """Whether the inner dimension's condition speaks of what this setting sets, and does not hold."""
    own = {
        key: wanted
        for key, wanted in inner.axis.when.items()
        if any(begins(parts(key), parts(outer)) for outer in setting)
    }
    return not holds(own, setting)


def _words(outer: str, value: object, inner: str) -> str:
    if parts(outer) == parts(inner):
        return f"two axes set '{inner}'; keep one of them"
    advice = f", or give '{inner}' a condition, as {{when: {{{outer}.kind: …}}, values: […]}}"
    return (
        f"'{inner}' is set a second time by '{outer}: {flow(value)}'; remove one of the two"
        f"{advice if below(value, ('kind',)) is not ABSENT else ''}"
    )


def _conditions(dimension: Dimension, dimensions: tuple[Dimension, ...]) -> Iterator[Fault]:
    others = [other for other in dimensions if other is not dimension]
    for key, wanted in dimension.axis.when.items():
        path = (*dimension.path, "when", key)
        setters = [o for o in others if any(begins(parts(key), parts(k)) for k in o.keys)]
        if not setters:
            near = nearest(key, [k for other in others for k in other.keys], likeness=0.8)
            hint = f"; did you mean '{near}'?" if near else "; a condition asks for the value of another axis"
            yield path, f"no other axis sets '{key}'{hint}"
            continue
        values = [value_at(setting, parts(key)) for o in setters for setting in _samples(o)]
        values = [value for value in values if value is not ABSENT]
        if any(o.axis.values_in_order == () for o in setters):
            yield path, f"'{key}' is a range of numbers; a condition needs an axis with a list of values"
        elif not any(is_one_of(value, wanted) for value in values):
            known = ", ".join(dict.fromkeys(map(flow, values))) or "nothing"
            yield path, f"'{key}' is never {flow(wanted)}; its axis has: {known}"
