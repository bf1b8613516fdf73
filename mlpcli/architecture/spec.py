"""The YAML section `architecture`: hidden layers in short or long form, and the last layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, TypeAlias

from pydantic import Field, model_validator

from mlpcli.activation import Activation, AnyActivation, Identity
from mlpcli.architecture.base import Layer
from mlpcli.architecture.dense import Dense
from mlpcli.architecture.dropout import Dropout
from mlpcli.component import Component, bare_name
from mlpcli.initialization import AnyInitialization, GlorotNormal, HeNormal, Initialization, Zeros
from mlpcli.regularization import Dropout as DropoutEverywhere
from mlpcli.regularization import Regularization

AnyLayer: TypeAlias = Annotated[Dense | Dropout, Field(discriminator="kind"), bare_name]

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
        return self

    def resolve(self, activation: Activation, initialization: Initialization | None) -> Architecture:
        """Every layer that is written out with its activation and initialization filled in."""
        output = self.output.model_copy(
            update={
                "initialization": self.output.initialization
                or initialization
                or before(self.output.activation)
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
                hidden = _with_dropout(hidden, rule)
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


def before(activation: Activation) -> Initialization:
    """What `auto` means for the weights whose units have this activation."""
    return HeNormal() if activation.kind in ("relu", "leaky_relu") else GlorotNormal()


def _resolved(layer: Layer, activation: Activation, initialization: Initialization | None) -> Layer:
    own = getattr(layer, "activation", None) or activation
    return layer.resolve(activation, initialization or before(own))


def _with_dropout(hidden: Sequence[Layer], rule: DropoutEverywhere) -> list[Layer]:
    layers: list[Layer] = [Dropout(rate=rule.input_rate)] if rule.input_rate else []
    for layer in hidden:
        layers += [layer, Dropout(rate=rule.rate)] if isinstance(layer, Dense) else [layer]
    return layers
