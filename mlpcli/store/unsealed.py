"""Reads a checkpoint without a seal; in the process for files of unknown origin, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlpcli.confined import RefusedError
from mlpcli.confined.wire import Value
from mlpcli.errors import CheckpointError
from mlpcli.store.seal import check_version
from mlpcli.store.tree import read_tree

_VERSION = "format_version"


def confined(request: Mapping[str, Any], image: bytes) -> Mapping[str, Value]:
    """The leaves of the file whose bytes these are; of those that begin with the names in `only`, or all."""
    try:
        version = read_tree(image, only=[_VERSION]).get(_VERSION)
        if not isinstance(version, int):
            raise RefusedError("is not a checkpoint of mlp: an HDF5 file of another program")
        check_version(version)
        return read_tree(image, only=request["only"])
    except CheckpointError as error:
        raise RefusedError(str(error)) from None
