"""Hold SARIF files against the published schema: `python tools/check_sarif.py sarif-schema-2.1.0.json FILE…`.

The schema is not ours to ship. OASIS publishes it with the standard, and the npm package @microsoft/jest-sarif holds it as
`lib/schemas/sarif-2.1.0-rtm.5.json`. The tests use a strict subset of our own (tests/data/sarif-2.1.0-subset.json).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jsonschema import validators


def main(schema: str, *files: str) -> int:
    """Print every fault with its place; 1 if there is one."""
    table = json.loads(Path(schema).read_text(encoding="utf-8"))
    check = validators.validator_for(table)(table)
    faults = 0
    for file in files:
        log = json.loads(Path(file).read_text(encoding="utf-8"))
        found = list(check.iter_errors(log))
        for fault in found:
            sys.stdout.write(f"{file}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}\n")
        results = sum(len(run["results"]) for run in log["runs"])
        sys.stdout.write(f"{file}: {results} results, {len(found)} faults\n")
        faults += len(found)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
