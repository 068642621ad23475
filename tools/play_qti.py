"""Let another's player mark a package: `python tools/play_qti.py PLAYER CONVERTED exercises.json`.

Plays items in a browser with a player that shares no code with argmap, and compares the points that it gives with those of
`argmap mark`. The player is of QTI 3, so that the package is converted first:

    argmap teach --form qti json -o pack
    qti-convert upgrade pack/exercises-qti.zip pack/converted.zip     # pip install citolab-qti-convert
    python tools/play_qti.py cdn/index.js pack/converted.zip pack/exercises.json

`cdn/index.js` is in the npm package @citolab/qti-components. Needs Chromium and playwright, as the tests do. For every task
that a machine marks it tries the right answer and two that are drawn (the same in every run).
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from argmap.teach import qti
from argmap.teach.exercise import Answer, Essay, Grid, Number, Ordering, Task
from argmap.teach.marking import ideal, mark
from argmap.teach.pack import from_json
from argmap.teach.qti_marking import NONE, column_names, option_names

DRAWN = 2
ROUNDED = 0.0005
"""The player gives points with three decimals."""
PLAY = """async ([text, answer]) => {
  const item = new DOMParser().parseFromString(text, "application/xml").documentElement;
  const plain = new XMLSerializer().serializeToString(item).replace(/ xmlns="[^"]*"/g, "");
  document.body.innerHTML = plain.replace(/<([a-z0-9-]+)([^<>]*)\\/>/g, "<$1$2></$1>");
  const shown = document.querySelector("qti-assessment-item");
  await shown.updateComplete;
  await new Promise((done) => setTimeout(done, 30));
  shown.updateResponseVariable("RESPONSE", answer);
  shown.processResponse();
  return shown._context.variables.find((one) => one.identifier === "SCORE").value;
}"""


def drawn(key: Answer, chance: random.Random) -> Any:
    """An answer as a response file holds it, drawn by chance."""
    ids = [option.id for option in getattr(key, "options", ())]
    if isinstance(key, Grid):
        return {row.id: chance.choice(key.columns).id for row in key.rows}
    if isinstance(key, Number):
        return chance.randint(key.low - 2, key.high + 2)
    if key.kind == "choice":
        return chance.choice(ids)
    return chance.sample(ids, len(ids) if isinstance(key, Ordering) else chance.randint(1, len(ids)))


def there(key: Answer, answer: Any) -> list[str] | str:
    """The same answer in the names of the package."""
    names = option_names(key)
    if isinstance(key, Grid):
        columns = column_names(key)
        return [f"{names[row]} {columns[column]}" for row, column in answer.items()]
    if isinstance(answer, list):
        return [names[one] for one in answer] or [NONE]
    return names.get(answer, str(answer))


def differs(page: Page, text: str, task: Task, answer: Any) -> str | None:
    """What is different there, in words; None where the points are the same."""
    here = task.worth * (mark(task, answer).credit or 0.0)
    found = page.evaluate(PLAY, [text, there(task.answer, answer)])
    return None if abs(float(found) - here) <= ROUNDED else f"{answer}: {found} there, {here} here"


def main(player: str, converted: str, exercises: str) -> int:
    """Print every difference, and how many answers of each form were tried; 1 if anything differs."""
    made = from_json(Path(exercises).read_bytes())
    chance = random.Random(made.digest)  # noqa: S311 - no secret: answers to try
    tried: Counter[str] = Counter()
    differences = 0
    with zipfile.ZipFile(converted) as archive, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content("<!DOCTYPE html><html><body></body></html>")
        page.add_script_tag(path=player, type="module")
        page.wait_for_function("() => !!customElements.get('qti-assessment-item')")
        for name, (exercise, task) in made.tasks().items():
            if isinstance(task.answer, Essay) or not qti.fits(task):
                continue
            text = archive.read(f"items/{qti.item_name(made, exercise.type, name)}.xml").decode()
            for answer in [ideal(task), *(drawn(task.answer, chance) for _ in range(DRAWN))]:
                tried[task.answer.kind] += 1
                if told := differs(page, text, task, answer):
                    differences += 1
                    sys.stdout.write(f"{name}: {told}\n")
        browser.close()
    sys.stdout.write(f"{json.dumps(dict(sorted(tried.items())))}: {tried.total()} answers, {differences} differences\n")
    return 1 if differences else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:  # noqa: PLR2004 - itself and three files
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
