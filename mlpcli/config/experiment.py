"""The experiment in a YAML file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mlpcli.config.document import Document
from mlpcli.config.files import load_document
from mlpcli.config.overrides import override
from mlpcli.config.validate import validate
from mlpcli.experiment import Experiment


def load(path: str | Path, overrides: Sequence[str] = ()) -> Experiment:
    """The experiment in a file (`-`: standard input), with overrides such as "optimizer.learning_rate=1e-2".

    Raises SpecError with everything that is wrong with it.
    """
    return experiment_in(document_at(path, overrides), path)


def document_at(path: str | Path, overrides: Sequence[str] = ()) -> Document:
    """The file's document with the overrides in it."""
    document = load_document(path)
    return override(document, overrides) if overrides else document


def experiment_in(document: Document, path: str | Path) -> Experiment:
    """The experiment that a document describes; its relative paths start in the file's folder."""
    folder = Path() if str(path) == "-" else Path(path).parent
    return validate(document, Experiment).at(folder)
