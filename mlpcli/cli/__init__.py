"""The commands. Each module adds one to the application and imports what it needs only when it runs.

To import this package makes the process a command's, set for a short life: a third of a second of
imports leaves a hundred thousand objects behind that live to the end. At its usual pace the collector of cycles
walks through them again and again, for a tenth of the time of a short training; and pydantic would search all
installed packages for plug-ins of its own.
"""

from __future__ import annotations

import gc
import os

gc.set_threshold(20_000, 10, 10)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
