"""Who a trial is: a hash of its spec and of its data."""

from __future__ import annotations

import hashlib

from mlpcli.experiment import Experiment


def identity(experiment: Experiment, fingerprint: str) -> str:
    """32 hexadecimal digits, equal for equal specs (whatever their names) on the same files.

    Everything that is filled in for `auto` follows from these two.
    """
    spec = experiment.model_copy(update={"name": None}).model_dump_json()
    return hashlib.sha256(f"{spec}\n{fingerprint}".encode()).hexdigest()[:32]
