"""The process that reads a file of unknown origin: bounded, then asked, then gone."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib import import_module

from mlpcli.confined import RefusedError
from mlpcli.confined.limits import allow, work_for
from mlpcli.confined.wire import Value, send


def main() -> None:
    """Reads the request from stdin; the answer goes to stdout."""
    task = import_module(sys.argv[1])
    import h5py  # noqa: F401  # takes longer than the reading, and shall not count

    given = sys.stdin.buffer
    request = json.loads(given.read(int(given.readline(20))))
    image = given.read()
    allow(2 * len(image))
    work_for(float(sys.argv[2]))
    values: Mapping[str, Value] | str
    try:
        values = task.confined(request, image)
    except RefusedError as refusal:
        values = str(refusal)
    except MemoryError:
        values = "does not fit into memory"
    except Exception as error:  # of whatever kind h5py has for a damaged file
        values = f"is damaged: HDF5 cannot read it ({error})"
    send(sys.stdout.buffer, values)


if __name__ == "__main__":
    main()
