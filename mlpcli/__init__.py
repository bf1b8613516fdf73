"""Multilayer perceptrons from one YAML file.

What the commands do, in Python:

    import mlpcli

    experiment = mlpcli.load("configs/digits.yaml")
    session = mlpcli.begin(experiment)
    for event in session.fit():
        print(event)
    session.scores("test")
    mlpcli.save(session, "digits.h5")

    model = mlpcli.open_checkpoint("digits.h5").model()
    model.predict(mlpcli.read_table("datasets/digits.csv.gz")).columns["digit"]

| name | what it is |
|---|---|
| load, Experiment | the spec in a file; the spec as an object |
| begin | an experiment's data read, its first weights drawn or taken from a checkpoint: a Session |
| Session | an experiment with its data, in training |
| EpochEnd, Improved, Progress, Stopped | what happens in training: the events of `Session.fit` |
| Model | a trained network that takes and gives columns |
| save, open_checkpoint, Trained | a session as a file; what is in such a file |
| read_table | a data file as columns |
| MlpError | what all errors that a user can cause derive from: |
| UsageError, SpecError, DataError, DivergedError, CheckpointError | … by the place of the mistake |

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "Trained": "mlpcli.store.trained",
    "CheckpointError": "mlpcli.errors",
    "DataError": "mlpcli.errors",
    "DivergedError": "mlpcli.errors",
    "EpochEnd": "mlpcli.training.events",
    "Experiment": "mlpcli.experiment",
    "Improved": "mlpcli.training.events",
    "MlpError": "mlpcli.errors",
    "Model": "mlpcli.training.model",
    "Progress": "mlpcli.training.events",
    "Session": "mlpcli.training.session",
    "SpecError": "mlpcli.errors",
    "Stopped": "mlpcli.training.events",
    "UsageError": "mlpcli.errors",
    "begin": "mlpcli.store.begin",
    "load": "mlpcli.config.experiment",
    "open_checkpoint": "mlpcli.store.trained",
    "read_table": "mlpcli.data.source",
    "save": "mlpcli.store.trained",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'mlpcli' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


if TYPE_CHECKING:
    from mlpcli.config.experiment import load
    from mlpcli.data.source import read_table
    from mlpcli.errors import CheckpointError, DataError, DivergedError, MlpError, SpecError, UsageError
    from mlpcli.experiment import Experiment
    from mlpcli.store.begin import begin
    from mlpcli.store.trained import Trained, open_checkpoint, save
    from mlpcli.training.events import EpochEnd, Improved, Progress, Stopped
    from mlpcli.training.model import Model
    from mlpcli.training.session import Session
