"""Networks that start from stored ones: layers are taken where names and shapes agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from mlpcli.architecture import Network
from mlpcli.architecture.network import Place
from mlpcli.arrays import Array, Params
from mlpcli.errors import CheckpointError, SpecError
from mlpcli.experiment import Experiment
from mlpcli.initialization import Initialization
from mlpcli.training.state import Replica, State

if TYPE_CHECKING:
    from mlpcli.initialization.checkpoint import Checkpoint

Reader: TypeAlias = Callable[[Path], Params]
"""The arrays of the network in a checkpoint, by full name. Raises CheckpointError."""


def transfer(state: State, read: Reader | None) -> tuple[str, ...]:
    """Fills in what the experiments take from checkpoints; what was taken, and what not, a sentence each.

    Every replica takes what it would take alone. Raises CheckpointError where nothing in a file fits, and
    SpecError where there is a file to read and no reader.
    """
    files: dict[Path, Params] = {}
    told: list[str] = []
    for replica in state.active:
        wanted = _Wanted(state, replica)
        for path in wanted.paths:
            if read is None:
                raise SpecError("initialization: a checkpoint is to be read; begin with mlpcli.begin(...)")
            if path not in files:
                files[path] = read(path)
        told += wanted.take(files)
    return tuple(dict.fromkeys(f"initialization: {line}" for line in told))


class _Wanted:
    """The places of one replica's θ that look into checkpoints, each with its files in order."""

    def __init__(self, state: State, replica: Replica):
        experiment, weights = replica.experiment, state.weights(replica)
        network = experiment.network(state.network.input_shape, state.network.shapes[-1][-1])
        self.last, self.best = network.named(weights.last), network.named(weights.best)
        self.places = {
            name: list(_files(network, place, experiment))
            for place, name in zip(network.places, self.last, strict=True)
        }

    @property
    def paths(self) -> list[Path]:
        """All files, each once."""
        return list(dict.fromkeys(path for paths in self.places.values() for path in paths))

    def take(self, files: Mapping[Path, Params]) -> Iterator[str]:
        """Takes each array from the first of its files where it fits; tells which, and which not."""
        asked: dict[Path, list[str]] = {}
        taken: dict[Path, list[str]] = {}
        left: list[str] = []
        for name, paths in self.places.items():
            for path in paths:
                asked.setdefault(path, []).append(name)
                if name in files[path] and not self._misfits(name, files[path]):
                    self.last[name][...] = self.best[name][...] = files[path][name]
                    taken.setdefault(path, []).append(name)
                    break
            else:
                left += [f"{name} is not taken from {path}: {self._why(name, files[path])}" for path in paths]
        for path in asked:
            if path not in taken:
                raise CheckpointError(
                    f"{path}: none of its layers fits this network; found {written(files[path])}, "
                    f"expected {written({name: self.last[name] for name in asked[path]})}"
                )
        yield from (f"{', '.join(names)} taken from {path}" for path, names in taken.items())
        yield from left

    def _misfits(self, name: str, stored: Params) -> list[str]:
        """The arrays of its layer that have another shape in the file: half a layer is worth nothing."""
        layer = name.partition("/")[0]
        own = [other for other in self.last if other.partition("/")[0] == layer and other in stored]
        return [other for other in own if stored[other].shape != self.last[other].shape]

    def _why(self, name: str, stored: Params) -> str:
        misfits = self._misfits(name, stored)
        if not misfits:
            return "it is not there"
        return f"{misfits[0]} is {stored[misfits[0]].shape} there and {self.last[misfits[0]].shape} here"


def _files(network: Network, place: Place, experiment: Experiment) -> Iterator[Path]:
    """Where to look for an array, the first first: its own initialization, its layer's, the spec's."""
    kind: Initialization | None = place.parameter.initialization
    if not _stored(kind):
        kind = getattr(network.layers[place.layer], "initialization", None) or experiment.initialization
    while _stored(kind):
        yield experiment.folder / kind.path
        kind = kind.otherwise


def _stored(kind: Initialization | None) -> TypeGuard[Checkpoint]:
    return kind is not None and kind.kind == "checkpoint"


def written(arrays: Mapping[str, Array]) -> str:
    """Names and shapes, for a message."""
    return ", ".join(f"{name} {array.shape}" for name, array in sorted(arrays.items()))
