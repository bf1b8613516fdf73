"""The YAML section `data`: where rows come from, what is predicted, how columns are read, who sees what."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from mlpcli.component import Component, shorthand
from mlpcli.data.coding.transform import TransformName
from mlpcli.data.columns import AnyColumn
from mlpcli.data.decision import Tuned
from mlpcli.data.memory import Memory
from mlpcli.data.source import AnySource
from mlpcli.data.split import AnySplit
from mlpcli.data.split.auto import Auto

AUTO, NONE = "auto", "none"
"""Words that stand for no column; a column of such a name is written as a list, [none]."""


def _target(value: Any) -> Any:
    return None if value == NONE else value


_none = shorthand(_target, {"const": NONE})

TaskName: TypeAlias = Literal[
    "auto", "classification", "regression", "counts", "distribution", "multilabel", "multiple"
]
PartTask: TypeAlias = Literal["auto", "classification", "regression", "counts"]
"""The task of one of several targets."""

ClassWeight: TypeAlias = Annotated[float, Field(gt=0)]

Names: TypeAlias = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]


class Data(Component):
    """The data of an experiment. What is left open is found out from the data and filled in.

    >>> data = Data.model_validate({"source": "iris.csv", "columns": {"id": "drop"}})
    >>> data.source.kind, data.target, data.columns["id"].type, data.split.kind
    ('table', 'auto', 'drop', 'auto')
    """

    source: AnySource = Field(description="where the rows are: a path, or {kind: ..., ...}")
    target: Annotated[str | Names | None, _none] = Field(
        AUTO,
        description="the column to predict, or a list of columns of numbers; none: the features themselves "
        "(autoencoder); auto: what the source says, as image files and built-in sets do",
    )
    task: TaskName | dict[str, PartTask] = Field(
        "auto",
        description="what the target is; auto: text, truth values and up to 20 different whole numbers are "
        "classes, all else is numbers (regression); counts: numbers from 0 up, not standardized; "
        "distribution: shares that sum to 1, a column each; multilabel: 0 or 1 in each column; multiple, or "
        "{column: task}: a task for each target",
    )
    target_transform: TransformName | dict[str, TransformName] = Field(
        "none",
        description="of a target of numbers over several orders of magnitude, before it is standardized; "
        "undone in predictions and metrics: log (numbers above 0), log1p (above -1), none; or {column: ...}",
    )
    label_separator: str = Field(
        ";",
        min_length=1,
        max_length=10,
        description="between the labels in a cell, if task is multilabel and the target one column of text",
    )
    threshold: Annotated[float, Field(gt=0, lt=1)] | Tuned = Field(
        0.5,
        description="of two classes the second (in rising order) is predicted where its probability is above "
        "this; {metric: f1}: chosen on the validation rows when training has ended",
    )
    weight: str | None = Field(
        None, description="a column that says how much each row counts in the loss; it is no feature"
    )
    class_weights: Literal["balanced"] | dict[str, ClassWeight] | None = Field(
        None,
        description="how much the rows of each class count in the loss, {class: weight} (a class that is a "
        "number in quotes), 1 where a class is not named; balanced: all classes the same in total; null: "
        "all rows the same",
    )
    columns: dict[str, AnyColumn] = Field(
        {}, description="how features are read where it differs from what is detected"
    )
    split: AnySplit = Field(
        Auto(), description="rows for validation and test; auto: stratified for classes, else random"
    )

    memory: Memory = Field(
        "auto",
        description="all: coded rows are held in memory; bounded: they stay on disk, in scratch space "
        "(TMPDIR), and an epoch shuffles them block by block; auto: bounded where they would take more than "
        "half of the memory that is free",
    )

    @property
    def transforms(self) -> dict[str, TransformName]:
        """What `target_transform` says of each target."""
        if isinstance(self.target_transform, dict):
            return self.target_transform
        return dict.fromkeys(self.targets, self.target_transform)

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns to predict, once the target is resolved; () for none."""
        if self.target is None:
            return ()
        return (self.target,) if isinstance(self.target, str) else self.target
