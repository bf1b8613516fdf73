"""Trainings killed with signal 9: `python kills.py FOLDER KILLS` prints what it found as JSON.

Every training is a process of its own that runs `mlp train --resume` and is killed after a random time: one
in five while it starts, the others from their first save on, while they train or save. It is forked from this
one, which has imported everything and does nothing else. After each kill the checkpoints have to be those of
a training that nobody stopped.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import random
import signal
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import mlpcli.cli.training  # noqa: F401 (what the forked processes need)
from mlpcli.cli.main import main
from mlpcli.config.experiment import document_at, experiment_in
from mlpcli.errors import CheckpointError
from mlpcli.experiment import Experiment
from mlpcli.store.checkpoint import FILE_NAME, load
from mlpcli.store.contents import Checkpoint
from mlpcli.store.history import read_rows
from mlpcli.store.kept import PREVIOUS
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.training.session import Session

EVERY = 2
SPEC: dict[str, Any] = {
    "data": {"source": "iris"},
    "seed": 3,
    "architecture": {"hidden": [6]},
    "regularization": [{"kind": "dropout", "rate": 0.1}],
    "optimizer": {"kind": "adam", "learning_rate": {"kind": "cosine", "start": 0.01}},
    "training": {"epochs": 12, "batch_size": 8, "save_every": {"batches": EVERY}},
}


def identity(checkpoint: Checkpoint) -> str:
    """A hash of all that has to be the same, which is all but the time."""
    digest = hashlib.sha256()
    state = {k: v for k, v in checkpoint.state.items() if k not in ("seconds", "continued", "reason")}
    digest.update(json.dumps(state, sort_keys=True).encode())
    weights = {f"{which}/{n}": a for which, own in vars(checkpoint.weights).items() for n, a in own.items()}
    slots = {f"{slot}/{n}": array for slot, own in checkpoint.slots.items() for n, array in own.items()}
    for name, array in sorted({**weights, **slots, **checkpoint.history}.items()):
        if name != "seconds":
            digest.update(name.encode() + array.tobytes())
    return digest.hexdigest()


def reference(path: Path) -> None:
    """The hashes of a training that nobody stops, at every place where it may be saved."""
    session = Session.begin(Experiment.model_validate(SPEC))
    found = {}
    for _ in session.fit(batches_every=EVERY):
        place = f"{session.state.epoch},{session.state.batch}"
        found[place] = identity(to_checkpoint(session, Origin()))
    path.write_text(json.dumps(found), encoding="utf-8")
    with suppress(SystemExit):
        train(path.parent)
    path.with_name("modules.json").write_text(json.dumps(sorted(sys.modules)), encoding="utf-8")
    (path.parent / "runs" / "run").rename(path.parent / "runs" / "first")


def forked(work: Any, *words: Any) -> int:
    """A process that does the work and nothing else; its number."""
    child = os.fork()
    if child:
        return child
    try:
        work(*words)
    except BaseException as error:
        code = error.code if isinstance(error, SystemExit) else 99
        if code == 99:
            traceback.print_exc()
        os._exit(int(code or 0))
    os._exit(0)


def train(folder: Path) -> None:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    os.chdir(folder)
    sys.argv = ["mlp", "train", "spec.yaml", "--name", "run", "--resume", "--quiet"]
    main()


def check(run: Path, known: dict[str, str]) -> str:
    """What is wrong with what a kill left; "" if nothing is."""
    newest = run / FILE_NAME
    if (run / PREVIOUS).exists() and not newest.exists():
        return "missing"
    for path in filter(Path.exists, (newest, run / PREVIOUS)):
        try:
            stored = load(path)
        except CheckpointError as error:
            return f"unreadable: {error}"
        place = f"{stored.state['epoch']},{stored.state['batch']}"
        if identity(stored) != known.get(place):
            return f"torn: {path.name} at {place}"
    rows = read_rows(run / "metrics.jsonl") if (run / "metrics.jsonl").exists() else []
    if [row["epoch"] for row in rows] != list(range(1, len(rows) + 1)):
        return "metrics: not every epoch once"
    return ""


LOOK = os.WEXITED | os.WNOHANG | os.WNOWAIT


def stamp(run: Path) -> int:
    """When the newest was saved; 0 if there is none."""
    with suppress(FileNotFoundError):
        return (run / FILE_NAME).stat().st_mtime_ns
    return 0


def kill_many(folder: Path, kills: int) -> dict[str, Any]:
    (folder / "spec.yaml").write_text(json.dumps(SPEC), encoding="utf-8")
    os.waitpid(forked(reference, folder / "known.json"), 0)
    known = json.loads((folder / "known.json").read_text(encoding="utf-8"))
    for module in json.loads((folder / "modules.json").read_text(encoding="utf-8")):
        with suppress(ImportError):  # so that a forked process begins to train at once
            importlib.import_module(module)
    experiment_in(document_at(str(folder / "spec.yaml"), ()), "spec.yaml")  # builds the validators
    dice, found = random.Random(1), {"killed": 0, "done": 0, "saved": 0, "wrong": []}
    run = folder / "runs" / "run"
    places = set()
    while found["killed"] < kills:
        before = stamp(run)
        child = forked(train, folder)
        if dice.random() < 0.2:
            time.sleep(dice.uniform(0.0, 0.3))
        else:
            while stamp(run) == before and not os.waitid(os.P_PID, child, LOOK):
                time.sleep(0.001)
            time.sleep(dice.uniform(0.0, 0.05))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            found["killed"] += 1
        elif os.WEXITSTATUS(status):
            found["wrong"].append(f"exit code {os.WEXITSTATUS(status)}")
        if wrong := check(run, known):
            found["wrong"].append(wrong)
        if (run / FILE_NAME).exists():
            stored = load(run)
            places.add((stored.state["epoch"], stored.state["batch"]))
            if stored.state["reason"] == "epochs":
                found["done"] += 1
                run.rename(run.with_name(f"done-{found['done']}"))
    found["saved"] = len(places)
    if os.waitpid(forked(train, folder), 0)[1]:
        found["wrong"].append("does not go on to the end")
    elif identity(load(run)) != known[f"{SPEC['training']['epochs']},0"]:
        found["wrong"].append("ends elsewhere")
    return found


if __name__ == "__main__":
    print(json.dumps(kill_many(Path(sys.argv[1]), int(sys.argv[2]))))
