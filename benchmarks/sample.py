"""The sample of real posts: never part of the repository, read where `TINGFENG_DATA` says."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

ASK = "TINGFENG_DATA is not set or has no such file: it names the folder of the sample; skipped."


def sample(name: str) -> list[dict[str, Any]]:
    """The lines of one file of the sample, none where there is no sample."""
    folder = os.environ.get("TINGFENG_DATA")
    path = Path(folder or ".") / name
    if not folder or not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]
