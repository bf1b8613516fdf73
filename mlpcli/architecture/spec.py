"""The YAML section `architecture`: hidden layers in short or long form, and the last layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias, TypeGuard

from pydantic import Field, model_validator

from mlpcli.activation import Activation, AnyActivation
from mlpcli.activation.identity import Identity
from mlpcli.architecture.base import Layer
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.architecture.layers import AnyLayer
from mlpcli.architecture.residual import Residual
from mlpcli.component import Component
from mlpcli.errors import SpecError
from mlpcli.initialization import AnyInitialization, Initialization
from mlpcli.initialization.zeros import Zeros
from mlpcli.regularization import Regularization
from mlpcli.regularization.dropout import Dropout as DropoutEverywhere

if TYPE_CHECKING:
    from mlpcli.architecture.embedding import Embedding

Width: TypeAlias = Annotated[int, Field(gt=0, le=1_000_000)]


class Output(Component):
    """The last layer: dense, as wide as the target; the loss applies sigmoid or softmax itself."""

    activation: AnyActivation = Field(Identity(), description="what is applied before the loss")
    bias: bool = Field(True, description="whether the output layer has a bias")
    initialization: AnyInitialization | None = Field(
        None, description="how W starts; null: the spec's `initialization`"
    )
    bias_initialization: AnyInitialization = Field(Zeros(), description="how b starts")
    learning_rate_factor: float = Field(
        1.0, gt=0, description="the layer learns with this times the learning rate"
    )


class Architecture(Component):
    """The hidden layers: `hidden` lists the widths of dense ones, `layers` spells any layers out.

    *Source:* Laurent (multilayer perceptrons); Models-Backprop (feed forward network).

    >>> Architecture().hidden
    (64,)
    """

    structural: ClassVar[frozenset[str]] = frozenset({"hidden"})

    hidden: Annotated[tuple[Width, ...], Field(strict=False)] | None = Field(
        None, description="units of each hidden dense layer, [] for a linear model; [64] if neither is given"
    )
    layers: Annotated[tuple[AnyLayer, ...], Field(strict=False)] | None = Field(
        None, description="the hidden layers one by one, instead of `hidden`"
    )
    output: Output = Field(Output(), description="the last layer, whose width follows from the target")

    @model_validator(mode="before")
    @classmethod
    def _default_hidden(cls, value: Any) -> Any:
        neither = isinstance(value, dict) and value.get("hidden") is None and value.get("layers") is None
        return {**value, "hidden": [64]} if neither else value

    @model_validator(mode="after")
    def _one_form(self) -> Architecture:
        if self.hidden is not None and self.layers is not None:
            raise ValueError("give either 'hidden' or 'layers', not both")
        if any(_looks_up(layer) for layer in (self.layers or ())[1:]):
            raise ValueError("an embedding comes first: it looks up codes, which are only in the data")
        return self

    def reading(self, codes: Mapping[str, tuple[int, int]]) -> Architecture:
        """The embedding told where the data has its codes: by column, its place and its codes beside 0.

        Raises SpecError where it asks for other codes, or nothing looks up those that there are.
        """
        layers = tuple(layer.reading(codes) if _looks_up(layer) else layer for layer in self.layers or ())
        features = [f for layer in layers if _looks_up(layer) for f in layer.features]
        unread = sorted(set(codes) - {feature.column for feature in features})
        if unread:
            raise SpecError(
                f"architecture: no embedding looks up {', '.join(map(repr, unread))}, of type index; "
                "begin `layers` with one, or declare {type: category} in data.columns"
            )
        return self.model_copy(update={"layers": layers}) if layers else self

    def resolve(self, activation: Activation, initialization: Initialization | None) -> Architecture:
        """Every layer that is written out with its activation and initialization filled in."""
        output = self.output.model_copy(
            update={
                "initialization": started(
                    self.output.initialization or initialization, self.output.activation
                )
            }
        )
        layers: tuple[Layer, ...] | None = None
        if self.layers is not None:
            layers = tuple(_resolved(layer, activation, initialization) for layer in self.layers)
        return self.model_copy(update={"output": output, "layers": layers})

    def all_layers(
        self,
        outputs: int,
        activation: Activation,
        initialization: Initialization | None,
        regularization: Sequence[Regularization],
    ) -> tuple[Layer, ...]:
        """The network's layers, ready to compute, the output layer with `outputs` units last."""
        resolved = self.resolve(activation, initialization)
        hidden: Sequence[Layer] = (
            [_resolved(Dense(units=units), activation, initialization) for units in resolved.hidden or ()]
            if resolved.layers is None
            else resolved.layers
        )
        for rule in regularization:
            if isinstance(rule, DropoutEverywhere):
                on_inputs = [Dropout(rate=rule.input_rate)] if rule.input_rate else []
                # what an embedding gives are the inputs: codes have no halves
                first = 1 if hidden and _looks_up(hidden[0]) else 0
                hidden = [*hidden[:first], *on_inputs, *_with_dropout(hidden[first:], rule.rate)]
        output = resolved.output
        last = Dense(
            units=outputs,
            activation=output.activation,
            bias=output.bias,
            initialization=output.initialization,
            bias_initialization=output.bias_initialization,
            learning_rate_factor=output.learning_rate_factor,
        )
        return (*hidden, last)


def started(initialization: Initialization | None, activation: Activation) -> Initialization:
    """The initialization with every `auto` filled in, for weights whose units have this activation."""
    usual = before(activation)
    return initialization.completed(usual) if initialization else usual


def before(activation: Activation) -> Initialization:
    """What `auto` means for the weights whose units have this activation."""
    if activation.kind == "selu":
        from mlpcli.initialization.lecun_normal import LecunNormal

        return LecunNormal()
    if activation.rectifies:
        from mlpcli.initialization.he_normal import HeNormal

        return HeNormal()
    from mlpcli.initialization.glorot_normal import GlorotNormal

    return GlorotNormal()


def _looks_up(layer: Layer) -> TypeGuard[Embedding]:
    return layer.kind == "embedding"


def _resolved(layer: Layer, activation: Activation, initialization: Initialization | None) -> Layer:
    if isinstance(layer, Residual):
        inside = tuple(_resolved(one, activation, initialization) for one in layer.layers)
        return layer.model_copy(update={"layers": inside})
    own = getattr(layer, "activation", None) or activation
    resolved = layer.resolve(activation, started(initialization, own))
    named: Initialization | None = getattr(resolved, "initialization", None)
    return resolved.model_copy(update={"initialization": started(named, own)}) if named else resolved


def _with_dropout(layers: Sequence[Layer], rate: float) -> Iterator[Layer]:
    for layer in layers:
        if isinstance(layer, Residual):
            yield layer.model_copy(update={"layers": tuple(_with_dropout(layer.layers, rate))})
        else:
            yield layer
        if isinstance(layer, Dense):
            yield Dropout(rate=rate)
