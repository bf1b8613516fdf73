"""The losses of several targets, added up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from mlpcli.arrays import Array
from mlpcli.component import Component, auto, shorthand
from mlpcli.errors import SpecError
from mlpcli.loss.base import Loss
from mlpcli.loss.single import SingleLoss, usual_loss
from mlpcli.mean import Mean
from mlpcli.metric import Head
from mlpcli.metric.base import Task
from mlpcli.numerics import like
from mlpcli.run import Run


class OutputLoss(Component):
    """The loss of one of several targets, and its weight in the sum."""

    axes: ClassVar[int] = 2
    structural: ClassVar[frozenset[str]] = frozenset({"width"})

    loss: Annotated[SingleLoss | None, auto] = Field(
        None, description="what is minimised for this target; auto: by its task"
    )
    weight: float = Field(1.0, ge=0, description="its factor in the sum")
    width: int | None = Field(
        None, ge=1, description="its columns of the network's output; null: found from the data"
    )


_bare_loss = shorthand(
    lambda value: {"loss": value} if isinstance(value, str) else value,
    {"type": "string", "description": "the name of a loss, with weight 1"},
)


class Multiple(Loss):
    """J = Σ over the targets of weight · J of its own loss, each on its own columns of z; so are ∂J/∂z.

    The last layer puts out the columns of all targets side by side, on one shared trunk. Numbers are
    standardized, so losses are of a size; with a weight a target counts for more or less.

    *Source:* Caruana 1997; Lepetit (multitask learning).

    >>> from mlpcli.loss.mse import Mse
    >>> outputs = {"a": OutputLoss(loss=Mse(), width=1), "b": OutputLoss(loss=Mse(), weight=0.5, width=1)}
    >>> J, dz = Multiple(outputs=outputs).value_and_gradient(np.array([[1.0, 2.0]]), np.zeros((1, 2)), Run())
    >>> float(J), dz.tolist()  # 1² + ½ 2²
    (3.0, [[2.0, 2.0]])
    """

    kind: Literal["multiple"] = "multiple"
    tasks: ClassVar[tuple[Task, ...]] = ("multiple",)
    probabilities: ClassVar[bool] = True
    outputs: dict[str, Annotated[OutputLoss, _bare_loss]] = Field(
        {}, description="loss and weight of each target by name; a target that is not named has the default"
    )

    def for_heads(self, heads: Sequence[Head]) -> Multiple:
        """With every target's loss and width, in their order. Raises SpecError for what does not fit."""
        names = [head.name for head in heads]
        for name in self.outputs:
            if name not in names:
                raise SpecError(f"loss.outputs: no target {name!r}; there are {', '.join(names)}")
        outputs = {}
        for head in heads:
            own = self.outputs.get(head.name, OutputLoss())
            loss: Any = own.loss or usual_loss(head.task)
            if head.task not in loss.tasks:
                raise SpecError(
                    f"loss.outputs.{head.name}: {loss.kind} is for {' or '.join(loss.tasks)} targets; this "
                    f"is {head.task} (data.task)"
                )
            outputs[head.name] = own.model_copy(update={"loss": loss, "width": head.stop - head.start})
        return self.model_copy(update={"outputs": outputs})

    def value_and_gradient(self, z: Array, y: Array, run: Run) -> tuple[Array, Array]:
        """z, y: (..., N, O) -> J: (...), ∂J/∂z: (..., N, O)."""
        dz = run.buffer("dz of all", z.shape, z.dtype)
        J: Array = np.zeros(z.shape[:-2], z.dtype)
        for output, here in self._places():
            # The copies have the layout that the loss meets alone, so it rounds as it does there.
            own_z = _copied(z[..., here], f"z from {here.start}", run)
            own_y = _copied(y[..., here], f"y from {here.start}", run)
            own_J, own_dz = _loss(output).value_and_gradient(own_z, own_y, run)
            weight = like(output.weight, own_dz)
            np.multiply(own_dz, weight, out=dz[..., here])
            J = J + own_J * (weight[..., 0, 0] if weight.ndim else weight)
        return J, dz

    def sample_values(self, z: Array, y: Array) -> Array:
        """Σ weight ℓ over the targets: (..., N)."""
        total: Array = np.zeros(z.shape[:-1], z.dtype)
        for output, here in self._places():
            values = _loss(output).sample_values(z[..., here].copy(), y[..., here].copy())
            weight = like(output.weight, values)
            total = total + values * (weight[..., 0] if weight.ndim else weight)
        return total

    def predict(self, z: Array) -> Array:
        """The prediction of each, side by side: (..., N, O)."""
        parts = [_loss(output).predict(np.ascontiguousarray(z[..., here])) for output, here in self._places()]
        return np.concatenate(parts, axis=-1)

    def pooled(self, z: Array, mean: Mean) -> Array:
        """Each target by its own loss: (k, N, O) -> (N, O)."""
        return np.concatenate([_loss(o).pooled(z[..., here], mean) for o, here in self._places()], axis=-1)

    def _places(self) -> Iterator[tuple[OutputLoss, slice]]:
        start = 0
        for output in self.outputs.values():
            assert output.width is not None, "for_heads comes first"
            yield output, slice(start, start + output.width)
            start += output.width


def _loss(output: OutputLoss) -> Loss:
    assert output.loss is not None, "for_heads comes first"
    return output.loss


def _copied(a: Array, name: str, run: Run) -> Array:
    copy = run.buffer(name, a.shape, a.dtype)
    np.copyto(copy, a)
    return copy
