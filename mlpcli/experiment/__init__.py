"""The whole YAML file as one model, checked across its sections."""

from __future__ import annotations

from mlpcli.experiment.resolution import default_monitor
from mlpcli.experiment.spec import Experiment
from mlpcli.experiment.training import Training

__all__ = ["Experiment", "Training", "default_monitor"]
