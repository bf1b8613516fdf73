"""The shipped specs, copied so that they work in another folder."""

from __future__ import annotations

import re
from pathlib import Path

from mlpcli.data.lookup import suggestion
from mlpcli.data.source.builtin import TARGETS
from mlpcli.errors import UsageError

SCHEMA = "mlp.schema.json"

_HEADER = "# yaml-language-server: $schema="
_DATA = re.compile(r"\.\./datasets/([\w.]+)")


def configs_folder() -> Path:
    """The folder of the shipped specs: inside an installed package, beside it in a source tree."""
    package = Path(__file__).parents[1]
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / SCHEMA).is_file():
            return folder
    raise UsageError("the specs are missing from this installation of mlpcli; install it again")


def schema_line() -> str:
    """The comment by which editors find the JSON Schema of this installation."""
    return f"{_HEADER}{(configs_folder() / SCHEMA).resolve().as_posix()}"


def templates() -> dict[str, str]:
    """The shipped specs by name, with what their first comment says."""
    paths = sorted(configs_folder().glob("*.yaml"))
    return {path.stem: _about(path.read_text(encoding="utf-8")) for path in paths}


def template(name: str) -> str:
    """The text of a shipped spec, its data and schema where this installation has them.

    Raises UsageError for a name that there is not.
    """
    known = templates()
    if name not in known:
        raise UsageError(f"no template {name!r}; {suggestion(name, known)}; --template list shows them all")
    text = (configs_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    by_file = {file: builtin for builtin, (file, _) in TARGETS.items()}
    text = _DATA.sub(lambda found: by_file[found[1]], text)
    lines = text.splitlines()
    return "\n".join(schema_line() if line.startswith(_HEADER) else line for line in lines) + "\n"


def _about(text: str) -> str:
    """The first sentence of the comments below the header."""
    comments = []
    for line in text.splitlines()[1:]:
        if not line.startswith("# "):
            break
        comments.append(line[2:].strip())
    return " ".join(comments).split(". ")[0].rstrip(".")
