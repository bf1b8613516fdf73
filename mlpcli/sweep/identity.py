"""Who a trial is: a hash of its spec, of its data, and of the checkpoints it starts from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from mlpcli.component import Component
from mlpcli.experiment import Experiment
from mlpcli.initialization.checkpoint import Checkpoint
from mlpcli.store.checkpoint import locate


def identity(experiment: Experiment, fingerprint: str) -> str:
    """32 hexadecimal digits, equal for equal specs (whatever their names) on the same files.

    Everything that is filled in for `auto` follows from these two.
    """
    spec = experiment.model_copy(update={"name": None}).model_dump_json()
    named = _checkpoints(experiment) if '"kind":"checkpoint"' in spec else ()
    stored = "".join(_content(experiment, found) for found in named)
    return hashlib.sha256(f"{spec}\n{fingerprint}{stored}".encode()).hexdigest()[:32]


def _checkpoints(part: Component) -> Iterator[Checkpoint]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        for entry in value if isinstance(value, tuple) else (value,):
            if isinstance(entry, Checkpoint):
                yield entry
            if isinstance(entry, Component):
                yield from _checkpoints(entry)


def _content(experiment: Experiment, checkpoint: Checkpoint) -> str:
    """Tells whether the file is the same; one that cannot be read is told of when it is needed."""
    try:
        return "\n" + hashlib.sha256(locate(experiment.folder / checkpoint.path).read_bytes()).hexdigest()
    except OSError:
        return "\n"
