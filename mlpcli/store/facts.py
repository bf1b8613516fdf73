"""What a run tells of itself at a glance."""

from __future__ import annotations

from typing import Any

from mlpcli.architecture import Network
from mlpcli.store.contents import PARTS
from mlpcli.store.lock import ended
from mlpcli.store.trained import Trained


def facts(trained: Trained, network: Network) -> dict[str, Any]:
    """How its training went, how large its network is, and how many rows there are.

    Of an ensemble `best_epoch` is a list, an entry a member.
    """
    stored = trained.checkpoint
    members = stored.state.get("members", [stored.state])
    best = [member.get("best", {}).get("epoch") for member in members]
    return {
        "run": stored.spec.name,
        "checkpoint": trained.path.as_posix(),
        **({"members": len(members)} if len(members) > 1 else {}),
        "epochs": int(max(stored.history.get("epoch", ()), default=0)),
        "best_epoch": best if len(best) > 1 else best[0],
        "monitor": stored.state.get("monitor"),
        "stop_reason": ended(stored.state.get("reason"), trained.path.parent),
        "seconds": stored.state.get("seconds"),
        "parameters": network.size,
        **({"inexact": inexact} if (inexact := stored.inexact()) else {}),
        **({"threshold": trained.coding.threshold} if trained.coding.threshold != 0.5 else {}),
        "rows": {part: len(stored.data.partition[part]) for part in PARTS},
    }
