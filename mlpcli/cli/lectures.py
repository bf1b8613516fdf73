"""`mlp lectures`: the claims of the course notes, each with a number and a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mlpcli.cli.options import Json, Quiet

if TYPE_CHECKING:
    from mlpcli.lecture import Lecture
    from mlpcli.lecture.telling import Shown

GALLERY = "gallery.html"

Name = Annotated[str, typer.Argument(metavar="NAME", help="as `mlp lectures` lists it, such as xor-relu")]


def add(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(
        invoke_without_command=True,
        epilog="Example: mlp lectures run xor-relu",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    group.callback()(lectures)
    group.command("run", epilog="Example: mlp lectures run xor-relu -o xor.svg")(run)
    group.command("show", epilog="Example: mlp lectures show xor-relu -o my_xor")(show)
    app.add_typer(group, name="lectures")


def lectures(context: typer.Context, json: Json = False, quiet: Quiet = False) -> None:
    """Lists the claims of the course notes; `run` trains one, checks it and draws it. --quiet: names only."""
    if context.invoked_subcommand is not None:
        return
    from mlpcli.cli.options import print_json, stdout
    from mlpcli.lecture import LECTURES
    from mlpcli.lecture.telling import facts
    from mlpcli.report.tables import listing

    if json:
        print_json({"lectures": [facts(lecture) for lecture in LECTURES.values()]})
    elif quiet:
        print(*LECTURES, sep="\n")
    else:
        rows = [{"name": one.name, "claim": one.claim, "note": one.note} for one in LECTURES.values()]
        stdout().print(listing(rows))
        stdout().print("\nmlp lectures run NAME shows one, mlp lectures run --all makes a page of all.")


def run(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="as `mlp lectures` lists it")] = None,
    all_: Annotated[bool, typer.Option("--all", help="every lecture, on one page")] = False,
    full: Annotated[bool, typer.Option("--full", help="the long version, minutes for some")] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", metavar="FILE", help="picture (.png, .svg, .pdf) or page (.html); default: NAME.png"
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="save the checkpoints of networks trained together, as adversaries are"
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Trains what the claim needs, checks it with a number, and draws it. Exit code 1: it does not hold."""
    import time

    from mlpcli.cli.options import console, print_json
    from mlpcli.errors import UsageError
    from mlpcli.lecture import LECTURES
    from mlpcli.lecture.keeping import check_empty, save_networks
    from mlpcli.lecture.page import FORMATS, write
    from mlpcli.lecture.telling import Shown, told

    if all_ == (name is not None):
        raise UsageError("mlp lectures run: expected the NAME of a lecture, or --all")
    chosen = list(LECTURES.values()) if name is None else [_found(name)]
    path = output or Path(GALLERY if name is None else f"{name}.png")
    endings = ("html",) if all_ else (*FORMATS, "html")
    if path.suffix.lower().removeprefix(".") not in endings:
        raise UsageError(f"-o {path}: expected a file that ends in {', '.join('.' + e for e in endings)}")
    if keep is not None:
        check_empty(keep)
    shown = []
    for lecture in chosen:
        began = time.perf_counter()
        shown.append(Shown(lecture, lecture.run(full=full), time.perf_counter() - began))
        if all_ and not quiet:
            mark = "holds" if shown[-1].outcome.holds else "DOES NOT HOLD"
            console().print(f"{lecture.name}: {mark}, {shown[-1].seconds:.1f} s", markup=False)
    write(shown, path)
    kept = save_networks(shown, keep) if keep is not None else []
    if json:
        said = [told(one) for one in shown]
        more = {"checkpoints": kept} if kept else {}
        print_json(
            {"lectures": said, "page": str(path), **more}
            if all_
            else {**said[0], "picture": str(path), **more}
        )
    elif not quiet:
        _print(shown, path)
        for checkpoint in kept:
            print(f"checkpoint: {checkpoint}")
    raise typer.Exit(0 if all(one.outcome.holds for one in shown) else 1)


def show(
    name: Name,
    output: Annotated[
        Path | None, typer.Option("-o", metavar="DIR", help="copy the files into this folder instead")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Prints the specs of a lecture, to be copied and changed; sweeps (`mlp sweep`) end in _sweep.yaml."""
    from mlpcli.cli.options import print_json
    from mlpcli.errors import UsageError
    from mlpcli.lecture.telling import facts
    from mlpcli.lecture.training import path_of

    lecture = _found(name)
    texts = {f"{spec}.yaml": path_of(spec).read_text(encoding="utf-8") for spec in lecture.specs}
    if output is not None:
        taken = [output / file for file in texts if (output / file).exists()]
        if taken:
            raise UsageError(f"there is a file {taken[0]}; copy the specs into another folder")
        try:
            output.mkdir(parents=True, exist_ok=True)
            for file, text in texts.items():
                (output / file).write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{output} cannot be written: {error.strerror or error}") from None
    if json:
        print_json({**facts(lecture), "files": texts})
    elif output is not None:
        if not quiet:
            for file in texts:
                print(f"mlp {'sweep' if file.endswith('_sweep.yaml') else 'train'} {output / file}")
    elif len(texts) == 1:
        print(*texts.values(), sep="", end="")
    else:
        print("\n".join(f"# --- {file}\n{text}" for file, text in texts.items()), end="")


def _found(name: str) -> Lecture:
    from mlpcli.config.suggest import nearest
    from mlpcli.errors import UsageError
    from mlpcli.lecture import LECTURES

    key = name.replace("_", "-")
    if key not in LECTURES:
        near = nearest(key, LECTURES)
        hint = f"; did you mean {near!r}?" if near else "; `mlp lectures` lists them"
        raise UsageError(f"no lecture {name!r}{hint}")
    return LECTURES[key]


def _print(shown: list[Shown], path: Path) -> None:
    from mlpcli.cli.options import stdout
    from mlpcli.report.tables import listing

    out = stdout()
    if len(shown) > 1:
        rows = [{"name": s.lecture.name, "checked": str(s.outcome.checks[0])} for s in shown]
        out.print(listing([{**r, "holds": s.outcome.holds} for r, s in zip(rows, shown, strict=True)]))
    else:
        one = shown[0]
        print(f"{one.lecture.title} ({one.lecture.note})\n{one.lecture.claim}\n")
        if one.outcome.table:
            out.print(listing(one.outcome.table))
            print()
        for check in one.outcome.checks:
            print(check)
        verdict = "The claim holds" if one.outcome.holds else "THE CLAIM DOES NOT HOLD"
        print(f"{verdict}. {one.seconds:.1f} s")
        print(f"specs: mlp lectures show {one.lecture.name}")
    print(f"{'page' if path.suffix.lower() == '.html' else 'picture'}: {path}")
