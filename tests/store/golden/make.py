"""Trains the specs in this folder and keeps what mlp says today, for the mlp of later years to say as well.

    python tests/store/golden/make.py

It writes the checkpoint (packed), the metrics and the predictions for each spec, called after the format
version, and leaves what is there alone. So after FORMAT_VERSION has grown, run it once and commit the new
files beside the old ones; for another kind of network, add a spec of a few lines first. Files of old versions
are never made again: that they are read is what test_golden checks.
"""

from __future__ import annotations

import csv
import gzip
import json
import tempfile
from dataclasses import replace
from pathlib import Path

from mlpcli.config.experiment import load
from mlpcli.evaluation import evaluate, predict
from mlpcli.store.begin import begin
from mlpcli.store.checkpoint import save
from mlpcli.store.record import Origin, to_checkpoint
from mlpcli.store.seal import FORMAT_VERSION
from mlpcli.store.trained import open_checkpoint

HERE = Path(__file__).parent
DATA = "trees.csv"


def main() -> None:
    for spec in sorted(HERE.glob("*.yaml")):
        stem = HERE / f"v{FORMAT_VERSION}-{spec.stem}"
        packed = stem.with_suffix(".h5.gz")
        if packed.exists():
            continue
        session = begin(load(spec))
        for _ in session.fit():
            pass
        made = to_checkpoint(session, Origin(written=spec.read_text(encoding="utf-8"), name=spec.stem))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checkpoint.h5"
            save(path, replace(made, spec=replace(made.spec, folder=".")))  # no path of this machine
            packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
            trained = open_checkpoint(path)
            predicted = predict(trained, str(HERE / DATA)).columns
            scores = evaluate(trained, str(HERE / DATA)).scores
        stem.with_suffix(".json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
        with stem.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(predicted)
            table.writerows(zip(*(column.tolist() for column in predicted.values()), strict=True))


if __name__ == "__main__":
    main()
