"""Characters that the console can show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import Console

from mlpcli.report.glyphs import Glyphs


@pytest.mark.parametrize(
    ("encoding", "blocks"),
    [("utf-8", "▁▂▃▄▅▆▇█"), ("cp437", "_.-~=+*#"), ("ascii", "_.-~=+*#"), ("?", "_.-~=+*#")],
)
def test_console_without_block_characters_gets_ascii(
    terminal: Callable[..., Console], encoding: str, blocks: str
) -> None:
    glyphs = Glyphs.of(terminal(encoding=encoding))
    assert glyphs.blocks == blocks
    assert (glyphs.done + glyphs.ahead).isascii() == blocks.isascii()


def test_old_windows_console_gets_ascii(terminal: Callable[..., Console]) -> None:
    console = terminal()
    console.legacy_windows = True
    assert Glyphs.of(console).blocks.isascii()
