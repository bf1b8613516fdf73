"""The characters that curves and bars are drawn with, by what the console can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlpcli.report.curve import ASCII_BLOCKS, BLOCKS

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of curves and bar."""

    blocks: str
    done: str
    ahead: str

    @classmethod
    def of(cls, console: Console) -> Glyphs:
        """Blocks and lines where the console has them, else ASCII. Windows' old console fonts lack them."""
        full = cls(BLOCKS, "━", "─")
        try:
            (full.blocks + full.done + full.ahead).encode(console.encoding)
        except (UnicodeEncodeError, LookupError):
            return cls(ASCII_BLOCKS, "=", "-")
        return cls(ASCII_BLOCKS, "=", "-") if console.legacy_windows else full
