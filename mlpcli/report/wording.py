"""How numbers are written: short, and the same everywhere."""

from __future__ import annotations

import math


def number(x: float) -> str:
    """A loss or metric with four significant digits; large numbers in full up to ten million.

    >>> number(0.0712), number(1), number(68123.4), number(1.5e-7), number(math.nan)
    ('0.07120', '1.000', '68123', '1.500e-07', 'nan')
    """
    if x == 0:
        return "0"
    if 9999.5 <= abs(x) < 1e7:
        return f"{x:.0f}"
    return f"{x:#.4g}".rstrip(".")


def rate(x: float) -> str:
    """A learning rate, in powers of ten, as short as three digits allow.

    >>> rate(0.001), rate(0.003), rate(2.5e-4), rate(0.00012345), rate(0)
    ('1e-03', '3e-03', '2.5e-04', '1.23e-04', '0')
    """
    if x == 0 or not math.isfinite(x):
        return f"{x:g}"
    digits, power = f"{x:.2e}".split("e")
    return f"{digits.rstrip('0').rstrip('.')}e{power}"


def count(n: int) -> str:
    """A whole number with its thousands apart.

    >>> count(4810)
    '4,810'
    """
    return f"{n:,}"


def size(n: int) -> str:
    """A number of bytes, in thousands.

    >>> size(512), size(1536), size(188_160_000)
    ('512 B', '1.5 kB', '188 MB')
    """
    value, unit = float(n), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    digits = 0 if unit == "B" or value >= 9.95 else 1
    return f"{value:.{digits}f} {unit}"


def duration(seconds: float) -> str:
    """A length of time in at most two units.

    >>> duration(0.04), duration(12.3), duration(83), duration(3720), duration(90000)
    ('0.04 s', '12 s', '1 min 23 s', '1 h 02 min', '25 h 00 min')
    """
    if not math.isfinite(seconds):
        return "?"
    if seconds < 0.1:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def per_second(x: float, what: str) -> str:
    """A speed.

    >>> per_second(212.3, "epochs"), per_second(0.5, "epochs")
    ('212 epochs/s', '0.50 epochs/s')
    """
    digits = 0 if x >= 99.95 else 1 if x >= 9.995 else 2
    return f"{x:.{digits}f} {what}/s"
