"""A checkpoint and data: metrics on them, and predictions for them."""

from __future__ import annotations

from mlpcli.evaluation.judging import Evaluation, evaluate
from mlpcli.evaluation.loaded import Passes
from mlpcli.evaluation.predictions import Predictions, predict

__all__ = ["Evaluation", "Passes", "Predictions", "evaluate", "predict"]
