"""What tests of several modules share: the corpus, small projects in the author's syntax, and the command line."""

import contextlib
import gc
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from chromium import chromium  # noqa: F401 - a fixture of all tests, and one browser for them
from hypothesis import HealthCheck, settings

from argmap.cli import main
from argmap.project import Project, load
from argmap.tree import Part, Scalar, Sequence

ROOT = Path(__file__).parent.parent

# How fast a machine is, and how busy, is no part of what a law says.
settings.register_profile("any machine", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def told(part: Part, shift: int = 0) -> object:
    """A part of a text with all its places, as if it began so much sooner."""
    start, end = part.start - shift, part.end - shift
    if isinstance(part, Scalar):
        return part.value, start, end, part.plain
    if isinstance(part, Sequence):
        return start, end, [told(item, shift) for item in part.items]
    return start, end, [(name, told(part.keys[name], shift), told(value, shift)) for name, value in part.values.items()]


CHARTER = {
    "claims/charter.yaml": """\
charter-forged:
  text: The founding charter of the abbey was forged.
  tier: core
  said:
    - {by: Anna Dobrá, stance: asserts, hedge: {words: beyond all doubt, kind: booster}}
  support:
    - premises: [seal-too-late]
      scheme: sign
      strength: strong
      undercut_by: [{by: seal-renewed, strength: fair}]
  attack:
    - {premises: [copied-early], strength: slight}
seal-renewed:
  text: Lost seals were renewed as a matter of course.
  support: [{premises: [renewal-entry], strength: fair}]
charter-genuine:
  text: The founding charter of the abbey is what it says it is.
charter-otherwise:
  text: The charter is neither forged nor what it says it is.
""",
    "claims/questions.yaml": """\
what-is-the-charter:
  text: What is the founding charter?
  hypotheses: [charter-forged, charter-genuine, charter-otherwise]
  catch_all: charter-otherwise
""",
    "evidence/items.yaml": """\
seal-too-late:
  source: charter
  text: The seal shows arms that were granted a century later.
  directness: D1
  appraisal: {by: the editor, on: 2026-11-22, reliability: A, credibility: 2, reason: Anybody can look at the seal.}
copied-early:
  source: cartulary
  text: The cartulary copies the charter under an earlier abbot.
renewal-entry:
  source: cartulary
  text: The cartulary enters a fee for a new seal.
""",
    "evidence/sources.yaml": """\
charter: {title: Founding charter, short: the charter}
cartulary: {title: Cartulary of the abbey}
""",
}

# Something of every kind that the study page tells of, in words that have no Latin letter.
GREEK = {
    "claims/α.yaml": """\
άλφα:
  text: >
    Ο μύλος κάηκε επίτηδες.
  type: causal
  tier: core
  section: μέρος
  event_date: 1611-05/1611-06
  agents: [ηγούμενος]
  said:
    - {by: [Άννα, Νίκος], hedge: {words: ίσως, kind: probability, band: [0.5, 0.8]}, at: {source: πηγή, block: P2, sentence: 1}, notes: [πηγή.N3]}
    - {by: Νίκος, hedge: [{words: μάλλον, kind: speculation, scope: το έτος}, {words: άραγε, kind: scope}]}
  note: Μένει ασαφές.
  support:
    - premises: [βήτα, γάμμα]
      scheme: [sign, witness-testimony]
      warrant: Όποιος κρατά δαυλό, καίει.
      warrant_by: stated
      backing: Έτσι λένε.
      basis: Δεν ξέρουμε.
      strength: strong
      answers: [{question: sign.1, answer: yes, why: Ναι.}]
      undercut_by: [{by: δέλτα, strength: slight, basis: Κι όμως.}]
    - {premises: [έψιλον], scheme: [analogy], warrant: Όμοια όμοιοις., warrant_by: supplied}
  attack:
    - {premises: [ζήτα], scheme: [silence]}
  relates:
    - {to: ήτα, how: contradicts, why: Το ένα αποκλείει το άλλο.}
ήτα:
  text: Ο μύλος κάηκε τυχαία.
  type: negative
  section: μέρος
  said: [{by: Εύα, stance: reports, hedge: {words: φαίνεται, kind: evidential}}]
  support: [ζήτα, βήτα]
θήτα: {text: Υπήρχε μύλος., assumed: yes, none_offered: Πουθενά., layer: editors, tier: background}
ιώτα: {text: Κανείς δεν ξέρει., type: gap, support: [θήτα]}
""",
    "claims/questions.yaml": """\
γιατί:
  text: Γιατί κάηκε;
  hypotheses: [άλφα, ήτα]
  exhaustive: Τίποτε άλλο.
  ratings:
    - {evidence: βήτα, ratings: {άλφα: CC, ήτα: I}}
    - {evidence: ζήτα, ratings: {άλφα: I, ήτα: C}}
    - {evidence: έψιλον, ratings: {άλφα: C, ήτα: C}}
πώς: {text: Πώς κάηκε;, hypotheses: [άλφα, ιώτα], relation: overlapping}
""",
    "claims/sections.yaml": "μέρος: {title: Η φωτιά, text: Περί φωτιάς., thesis: άλφα}\n",
    "evidence/ε.yaml": """\
βήτα:
  source: πηγή
  locator: φύλλο 3
  text: Ο φύλακας είδε δαυλό.
  date: 1611-06
  event_date: 1611-05-01/1611-05-31
  directness: D1
  appraisal: [{by: Άννα, on: 2020-01-01, reliability: B, credibility: 2, reason: Ήταν εκεί.}]
  undermined_by: [{by: δέλτα, strength: fair}]
  cited_at: [{source: πηγή, block: N3}]
  note: Δες κι αλλού.
γάμμα: {source: πηγή, text: Ο δαυλός βρέθηκε., directness: D3, cited_at: [{source: πηγή, block: N3}]}
δέλτα: {source: άλλη, text: Ο φύλακας κοιμόταν., layer: editors}
έψιλον: {source: άλλη, text: Κάηκε κι άλλος μύλος., directness: D0}
ζήτα:
  source: άλλη
  text: Στα βιβλία δεν γράφεται τίποτε.
  kind: negative-search
  search: {sought: δίκη, where: στα βιβλία, by: Άννα, completeness: όλα, expected: ναι}
""",
    "evidence/sources.yaml": """\
πηγή: {title: Χρονικό, author: Νίκος, issued: 1612, known_through: άλλη, appraisal: [{by: Άννα, on: 2020-01-01, reliability: B, reason: Καλή.}], note: Χαμένο.}
άλλη: {title: Βιβλίο}
""",
    "evidence/independence.yaml": """\
όλοι: {members: [βήτα, γάμμα], kind: same_informant, basis: Ένας το είπε., certainty: probable, about: [άλφα], rho: 0.5}
άλλοι: {members: [έψιλον, ζήτα], kind: same_record, basis: Ένα βιβλίο., certainty: certain}
""",
    "evidence/transmission.yaml": """\
δρόμος:
  of: [πηγή]
  text: Πώς έφτασε.
  holds_if: θήτα
  steps:
    - {from: Νίκος, to: Άννα, mode: copied, date: 1613, documented_by: [δέλτα, άλλη]}
    - {from: Άννα, to: Εύα, mode: translated, on_word_of: Εύα}
    - {from: Εύα, to: ημάς, mode: printed, note: Δες.}
""",
    "evidence/authorities.yaml": "ηγούμενος: {name: Ο ηγούμενος, type: person}\n",
}


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


def run(*arguments: object) -> Ran:
    """One command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        finally:
            gc.enable()
    return Ran(status, out.getvalue(), err.getvalue())


def write(folder: Path, files: dict[str, str]) -> Path:
    """Files by name, written into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    """A small project on disk that checks without errors."""
    return write(tmp_path / "charter", CHARTER)


@pytest.fixture
def argmap(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """The command line without the colours and settings of whoever runs the tests."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    return run


@pytest.fixture(scope="session", autouse=True)
def _own_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Builds sign what they keep with a key of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpus() -> Project:
    """The corpus of the repository."""
    return load(ROOT)
