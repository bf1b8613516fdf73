"""What every mean of predictions is: a function of the logarithms of probabilities."""

from __future__ import annotations

from abc import abstractmethod

from mlpcli.arrays import Array
from mlpcli.component import Component


class Mean(Component):
    """k predictions -> one, in logarithms, where no probability is too small to be told from 0."""

    kind: str

    @abstractmethod
    def of_logs(self, log_p: Array) -> Array:
        """Log p_i: (k, ...) -> log p: (...), up to a constant that is the same for all classes of a row."""
