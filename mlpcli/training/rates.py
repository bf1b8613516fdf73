"""The learning rate as a number in the spec: where it stands, and a change of it that can be pasted."""

from __future__ import annotations

from mlpcli.optimizer import Optimizer, StepRule
from mlpcli.schedule import Schedule
from mlpcli.schedule.constant import Constant
from mlpcli.schedule.warm_up import WarmUp


def rate_key(optimizer: Optimizer) -> tuple[str, float] | None:
    """The key of the number that all of a schedule grows with, and the number; None where no rate is given.

    >>> from mlpcli.optimizer import Sgd
    >>> from mlpcli.schedule import OneCycle
    >>> rate_key(Sgd()), rate_key(Sgd(learning_rate=OneCycle(peak=0.3)))
    (('optimizer.learning_rate', 0.01), ('optimizer.learning_rate.peak', 0.3))
    """
    if not isinstance(optimizer, StepRule):
        return None
    return _of(optimizer.learning_rate, "optimizer.learning_rate")


def _of(schedule: Schedule, key: str) -> tuple[str, float] | None:
    if isinstance(schedule, Constant):
        return key, schedule.rate
    if isinstance(schedule, WarmUp):
        return _of(schedule.then, f"{key}.then")
    for name in ("peak", "start"):
        value = getattr(schedule, name, None)
        if isinstance(value, float):
            return f"{key}.{name}", value
    return None


def change_of_rate(optimizer: Optimizer, factor: float) -> str:
    """`optimizer.learning_rate: 0.0005`, this times the rate that the spec has; "" where it has none.

    >>> from mlpcli.optimizer import Adam
    >>> change_of_rate(Adam(), 0.5)
    'optimizer.learning_rate: 0.0005'
    """
    found = rate_key(optimizer)
    return "" if found is None else f"{found[0]}: {written(found[1] * factor)}"


def written(number: float) -> str:
    """A number to be put into a spec: two digits are enough of a proposal.

    >>> [written(x) for x in (0.000312, 500.0, 1.23e-7, 2e20)]
    ['0.00031', '500', '1.2e-07', '2e+20']
    """
    return f"{float(f'{number:.2g}'):g}"
