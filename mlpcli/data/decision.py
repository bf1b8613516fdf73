"""When the second of two classes is predicted: above a probability, given or chosen after training."""

from __future__ import annotations

from pydantic import Field, field_validator

from mlpcli.component import Component
from mlpcli.metric import AnyMetric, Metric


class Tuned(Component):
    """The threshold with the best metric on the validation rows, chosen when training has ended.

    Between each two neighbouring probabilities of rows of different classes one is tried (of more than 2,000
    evenly spread ones), and one below and one above all of them, and 1/2. Of equally good ones it is the one
    nearest to 1/2. It is stored in the checkpoint, and used for the metrics at the end, by `mlp eval` and by
    `mlp predict`; metrics of single epochs are those at 1/2. Scores on the validation rows are a little too
    good then: the test rows have seen nothing of it.

    >>> Tuned.model_validate({"metric": "f1"}).metric.kind
    'f1'
    """

    metric: AnyMetric = Field(description="what is to be best: a metric of classes")

    @field_validator("metric")
    @classmethod
    def _decides(cls, metric: Metric) -> Metric:
        if not (metric.decides and metric.scalar):
            raise ValueError(f"{metric.kind} does not depend on a threshold, or is no single number")
        return metric
