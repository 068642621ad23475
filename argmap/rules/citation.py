"""Rules on sources and how they are cited."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from argmap import model
from argmap.case import Case
from argmap.diagnostics import Diagnostic, Label, error, note, warning
from argmap.graph import SUPPORT, Id
from argmap.registry import rule
from argmap.rules.attribution import plain_name, surname
from argmap.rules.date import day
from argmap.rules.judgements import ask
from argmap.rules.passages import passage
from argmap.text import Span, folded

_SHORT_FORM = re.compile(
    r"\b(?:ibid|ibidem|op\. ?cit|loc\. ?cit|art\. ?cit|idem|as above|see above)\b\.?", re.IGNORECASE
)
MOST_CLAIMS_OF_A_NOTE = 5
_WRITINGS = frozenset(
    {"article", "article-journal", "article-newspaper", "book", "chapter", "thesis", "paper-conference"}
)
_MARKS = ("fond", "opis", "papka", "delo")


def used(case: Case) -> dict[Id, tuple[Id, ...]]:
    """Source → the items of evidence that come from it."""
    found: dict[Id, list[Id]] = {}
    for name, item in case.graph.evidence.items():
        found.setdefault(item.source, []).append(name)
    return {source: tuple(items) for source, items in found.items()}


def shelfmarks(source: model.Source) -> dict[str, str]:
    """Archive → shelf-mark, of the source itself and of its copies; the parts of a mark are joined by strokes."""
    found = {}
    own = "/".join(part for key in _MARKS if (part := getattr(source, key)))
    if source.archive and own:
        found[source.archive] = own
    for copy in source.copies:
        if copy.archive and copy.shelfmark:
            found.setdefault(copy.archive, copy.shelfmark)
    return found


@rule("citation-unresolved", "error", audit=True)
def citation_unresolved(case: Case) -> Iterator[Diagnostic]:
    """A citation is a short form that points nowhere, or its document stands in two records."""
    graph = case.graph
    for name, item in graph.evidence.items():
        if item.locator and (short := _SHORT_FORM.search(item.locator)):
            yield error(
                "citation-unresolved",
                f"“{short[0]}” means whatever was cited before, and here nothing was",
                graph.place("evidence", name, "locator"),
                "write the place in the source itself",
            )
    first: dict[tuple[str, ...], Id] = {}
    for name, source in graph.sources.items():
        keys: list[tuple[str, ...]] = [
            (archive, mark, source.leaves or "", source.issued.edtf if source.issued else "")
            for archive, mark in shelfmarks(source).items()
        ]
        issued = source.issued.edtf if source.issued else ""
        if source.author and issued and not source.archive and not source.container_title:
            keys.append(
                (plain_name(source.title), plain_name(" ".join(source.author)), issued, source.volume or "", "work")
            )
        for key in keys:
            if key in first and first[key] != name:
                other = first[key]
                yield error(
                    "citation-unresolved",
                    f"{name} and {other} are the same document: {', '.join(part for part in key[:4] if part)}",
                    graph.place("sources", name),
                    "keep one record, and let all evidence name it",
                    (Label(graph.place("sources", other), "the other record"),),
                )
            first.setdefault(key, name)


@rule("date-clashes-with-volume", "error", audit=True)
def date_clashes_with_volume(case: Case) -> Iterator[Diagnostic]:
    """A document's date lies outside the time its volume covers, or its pages run against the dates of its neighbours."""
    graph = case.graph
    printed: dict[tuple[Id, int], list[tuple[int, Id]]] = {}
    for name, source in graph.sources.items():
        titles = (source.collection_title, source.container_title)
        home = next((found for title in titles if title and (found := graph.authority(title))), None)
        if home is None or source.issued is None or source.volume is None:
            continue
        low, high = model.edtf_bounds(source.issued.edtf)
        if low is None or high is None:
            continue
        for number, volume in enumerate(graph.authorities[home].volumes):
            if volume.volume != source.volume:
                continue
            begins, ends = model.edtf_bounds(volume.covers.edtf)
            if (ends is not None and day(low) > day(ends)) or (begins is not None and day(high) < day(begins)):
                yield error(
                    "date-clashes-with-volume",
                    f"a document of {source.issued.edtf} cannot stand in a volume that covers {volume.covers.edtf}",
                    graph.place("sources", name, "issued"),
                    "look the citation up: the volume or the date is wrong",
                    (Label(graph.place("authorities", home, "volumes", number), "what the volume covers"),),
                )
            elif first := re.match(r"\D*([0-9]+)", source.page or ""):
                printed.setdefault((home, number), []).append((int(first[1]), name))
    for documents in printed.values():
        for (page, name), (later, other) in pairwise(sorted(documents)):
            if page < later and _after(case, name, other):
                yield error(
                    "date-clashes-with-volume",
                    f"{name} (p. {page}) is later than {other} (p. {later}), though the volume runs with time",
                    graph.place("sources", name, "issued"),
                    "look both citations up: a page, a volume or a date is wrong",
                    (Label(graph.place("sources", other, "issued"), "the document printed after it"),),
                )


def _after(case: Case, name: Id, other: Id) -> bool:
    """Whether a document is certainly later than another."""
    one, two = case.graph.sources[name].issued, case.graph.sources[other].issued
    assert one is not None
    assert two is not None
    low, high = model.edtf_bounds(one.edtf)[0], model.edtf_bounds(two.edtf)[1]
    return low is not None and high is not None and day(low) > day(high)


def _archives(source: model.Source) -> Iterator[tuple[str, str | None, tuple[str | int, ...]]]:
    """Every archive that a source names, with the shelf-mark there and the place of the name."""
    if source.archive:
        yield (
            source.archive,
            shelfmarks(source).get(source.archive) if source.fond or source.delo else None,
            ("archive",),
        )
    for index, copy in enumerate(source.copies):
        if copy.archive:
            yield copy.archive, copy.shelfmark, ("copies", index)


@rule("institution-name-unlisted", "warning", audit=True)
def institution_name_unlisted(case: Case) -> Iterator[Diagnostic]:
    """An archive has no authority record, in a project that keeps such records of archives."""
    graph = case.graph
    kept = sorted(record.name for record in graph.authorities.values() if record.type == "archive")
    if not kept:
        return
    for name, source in graph.sources.items():
        for archive, _, path in _archives(source):
            if graph.authority(archive) is None:
                yield warning(
                    "institution-name-unlisted",
                    f"{archive} has no authority record",
                    graph.place("sources", name, *path),
                    f"write one of {', '.join(kept)}, or give it a record in evidence/authorities.yaml",
                )


_LEAVES = frozenset({"leaf", "leaves", "folio", "folios", "list", "page", "pages", "p.", "pp."})


@rule("shelf-mark-unparsed", "warning", audit=True)
def shelf_mark_unparsed(case: Case) -> Iterator[Diagnostic]:
    """A shelf-mark has not the parts that marks of its archive have."""
    graph = case.graph
    for name, source in graph.sources.items():
        for archive, mark, path in _archives(source):
            home = graph.authority(archive)
            # Leaves have a field of their own and belong to no mark of a whole file.
            parts = (
                [part for part in graph.authorities[home].shelfmark if part not in _LEAVES] if home is not None else []
            )
            if mark is not None and parts and len(mark.split("/")) != len(parts):
                yield warning(
                    "shelf-mark-unparsed",
                    f"{mark} has not the form of a shelf-mark of {archive}",
                    graph.place("sources", name, *path),
                    f"marks of that archive are made of {', '.join(parts)}, joined by strokes",
                )


@rule("citation-without-place", "warning", audit=True)
def citation_without_place(case: Case) -> Iterator[Diagnostic]:
    """Evidence comes from a source of which neither shelf-mark nor volume nor page is given."""
    graph = case.graph
    for name, items in used(case).items():
        source = graph.sources.get(name)
        if source is None or name in graph.at_hand:
            continue
        printed = (
            source.volume or source.page or source.issue or source.container_title or source.publisher or source.URL
        )
        marked = any(getattr(source, key) for key in _MARKS) or any(copy.shelfmark for copy in source.copies)
        located = any(re.search(r"[0-9]", graph.evidence[item].locator or "") for item in items) and not source.archive
        if marked or located or (printed and not source.archive):
            continue
        where = (
            f"{source.archive} holds it, under no mark" if source.archive else "it has neither mark, volume nor page"
        )
        yield warning(
            "citation-without-place",
            f"nobody could find {name}: {where}",
            graph.place("sources", name),
            "add the shelf-mark or the page, or say in `access` that nobody can look",
        )


@rule("item-not-inspectable", "warning", audit=True)
def item_not_inspectable(case: Case) -> Iterator[Diagnostic]:
    """Evidence comes from a source that others cannot inspect."""
    graph = case.graph
    words = {"restricted": "open to few", "reclassified": "closed again", "private": "in private hands", "lost": "lost"}
    for name, items in used(case).items():
        source = graph.sources.get(name)
        if source is not None and source.access in words:
            bearing = sorted({inference.conclusion for item in items for inference in graph.resting_on(item)})
            yield warning(
                "item-not-inspectable",
                f"{name} is {words[source.access]}, so {', '.join(items)} rests on the word of whoever saw it",
                graph.place("sources", name, "access"),
                f"it bears on {', '.join(bearing)}; look for a copy elsewhere"
                if bearing
                else "look for a copy elsewhere",
            )


@rule("known-only-at-second-hand", "warning", audit=True)
def known_only_at_second_hand(case: Case) -> Iterator[Diagnostic]:
    """Evidence comes from documents that are known only through another work."""
    graph = case.graph
    through: dict[Id, list[Id]] = {}
    for name in used(case):
        source = graph.sources.get(name)
        if source is not None and source.known_through is not None:
            through.setdefault(source.known_through, []).append(name)
    for work, names in through.items():
        # Of a text under study it goes without saying: all that it cites comes through it.
        report = note if work in graph.at_hand else warning
        many = f"{len(names)} documents are" if len(names) > 1 else f"{names[0]} is"
        yield report(
            "known-only-at-second-hand",
            f"{many} known through {case.label(work)} alone, who chose what to tell of {'them' if len(names) > 1 else 'it'}"
            + (f": {', '.join(names)}" if len(names) > 1 else ""),
            graph.place("sources", names[0], "known_through"),
            "see the documents themselves; until then say so wherever they are built on",
            tuple(Label(graph.place("sources", name, "known_through"), "likewise") for name in names[1:4]),
        )


@rule("note-overloaded", "warning", audit=True)
def note_overloaded(case: Case) -> Iterator[Diagnostic]:
    """One note carries more than five claims.

    Claims made in the note itself stand beside their citation and are not counted, and a note that cites a single
    document leaves no doubt which citation supports what.
    """
    graph = case.graph
    carried: dict[tuple[Id, str], dict[Id, None]] = {}
    cited: dict[tuple[Id, str], set[Id]] = {}
    for name, item in graph.evidence.items():
        for locator in item.cited_at:
            if locator.block and locator.block.casefold().startswith("n"):
                note_at = locator.source, locator.block
                cited.setdefault(note_at, set()).update({item.source} - {locator.source})
                claims = carried.setdefault(note_at, {})
                for inference in graph.resting_on(name):
                    conclusion = graph.claims[inference.conclusion]
                    inside = any(said.at and (said.at.source, said.at.block) == note_at for said in conclusion.said)
                    if (
                        inference.polarity == SUPPORT
                        and item.layer == inference.record.layer == conclusion.layer
                        and not inside
                    ):
                        claims[inference.conclusion] = None
    for (source, block), claims in carried.items():
        works = [graph.sources[work] for work in cited[source, block] if work in graph.sources]
        if len(works) == 1 and works[0].type and works[0].type not in _WRITINGS:
            continue
        if len(claims) > MOST_CLAIMS_OF_A_NOTE:
            first = next(iter(claims))
            yield warning(
                "note-overloaded",
                f"note {block[1:]} of {source} has to carry {len(claims)} claims: {', '.join(claims)}",
                graph.place("claims", first),
                "find out which of its citations supports which claim",
            )


@rule("self-citation-for-document", "warning", audit=True)
def self_citation_for_document(case: Case) -> Iterator[Diagnostic]:
    """An author cites another work of his own for what a document would have to show."""
    graph = case.graph
    found: dict[Id, list[tuple[Id, Span]]] = {}
    for name, claim in graph.claims.items():
        if claim.type not in ("observation", "negative"):
            continue
        asserters = {plain_name(said.by[0]) for said in claim.said}
        homes = {said.at.source for said in claim.said if said.at is not None}
        for inference in graph.bearing_on(name):
            for index, premise in enumerate(inference.premises if inference.polarity == SUPPORT else ()):
                item = graph.evidence.get(premise)
                source = graph.sources.get(item.source) if item is not None else None
                if item is None or source is None or item.source in homes or source.type not in _WRITINGS:
                    continue
                if asserters & {plain_name(author) for author in source.author}:
                    found.setdefault(premise, []).append((name, graph.place_of(inference, "premises", index)))
    for premise, places in found.items():
        author = graph.sources[graph.evidence[premise].source].author[0]
        yield warning(
            "self-citation-for-document",
            f"{author} cites himself for {', '.join(name for name, _ in places)}: {premise} leads to another book, not to"
            " the document",
            places[0][1],
            "follow the citation to the document, and name that",
            tuple(Label(at, "likewise") for _, at in places[1:4]),
        )


@rule("name-variant-unmapped", "note", audit=True)
def name_variant_unmapped(case: Case) -> Iterator[Diagnostic]:
    """One person seems to stand under two spellings."""
    graph = case.graph
    names: dict[str, tuple[str, Id, tuple[str | int, ...]]] = {}
    for identifier, source in graph.sources.items():
        for key in ("author", "recipient", "editor"):
            for index, name in enumerate(getattr(source, key)):
                names.setdefault(name, ("sources", identifier, (key, index)))
    for identifier, claim in graph.claims.items():
        for number, said in enumerate(claim.said):
            for index, name in enumerate(said.by):
                names.setdefault(name, ("claims", identifier, ("said", number, "by", index)))
    by_surname: dict[str, list[str]] = {}
    for name in names:
        if _is_person(name):
            by_surname.setdefault(surname(name), []).append(name)
    for alike in by_surname.values():
        for index, name in enumerate(alike):
            for other in alike[:index]:
                known = graph.authority(name), graph.authority(other)
                if None not in known:
                    continue  # the authority records say whether they are one
                if _same_person(name, other):
                    kind, identifier, path = names[name]
                    first = names[other]
                    yield note(
                        "name-variant-unmapped",
                        f"“{name}” and “{other}” look like one person",
                        graph.place(kind, identifier, *path),
                        "write the name in one way, or give it an authority record with both spellings",
                        (Label(graph.place(first[0], first[1], *first[2]), "the other spelling"),),
                    )


def _is_person(name: str) -> bool:
    words = name.split()
    return 1 < len(words) <= 4 and all(word[:1].isupper() or len(word) <= 3 for word in words)  # noqa: PLR2004 - forenames, particles and a surname


def _same_person(one: str, two: str) -> bool:
    """Whether two names with one surname agree in every forename that both give, an initial counting for a name."""
    first, second = plain_name(one).split()[:-1], plain_name(two).split()[:-1]
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(first, second, strict=False))


_PRINTED = ("title", "author", "recipient", "editor", "container_title", "collection_title", "publisher", "archive")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "ARABIC", "ARMENIAN", "GEORGIAN")


@rule("mixed-script-citation", "note", audit=True)
def mixed_script_citation(case: Case) -> Iterator[Diagnostic]:
    """A word of a citation mixes letters of two scripts."""
    for name, source in case.graph.sources.items():
        for key in _PRINTED:
            value = getattr(source, key)
            for text in value if isinstance(value, tuple) else (value or "",):
                for word in [] if text.isascii() else re.findall(r"[^\W\d_]+", text):
                    found = {unicodedata.name(letter, "").partition(" ")[0] for letter in word} & set(_SCRIPTS)
                    if len(found) > 1:
                        yield note(
                            "mixed-script-citation",
                            f"“{word}” mixes {' and '.join(sorted(script.capitalize() for script in found))} letters",
                            case.graph.place("sources", name, key.replace("_", "-") if "_" in key else key),
                            "type the word anew in one script; a search will not find it as it stands",
                        )


_CHANGED = re.compile(
    r"[“\"][^“”\"]*(?:\[[^\]]{1,80}\]|\*[^*“”\"]+\*|(?<=\w )(?:\. \. \.|…))[^“”\"]*[”\"]"
    r"|\((?:emphasis|italics)[^)]{0,40}\)|\[(?:sic|…|\. ?\. ?\.)\]",
    re.IGNORECASE,
)
_RECORDED = re.compile(r"emphas|italic|bracket|omi(?:t|ss)|insert|ellips|left out|printed|sic\b|quot", re.IGNORECASE)


def _alters(changed: re.Match[str]) -> bool:
    """Whether a mark alters a quotation: italics of a whole one are how foreign words are printed."""
    inner = changed[0].strip('“”"')
    return not re.fullmatch(r"\W*\*[^*]+\*\W*", inner)


@rule("quotation-change-unrecorded", "note", audit=True)
def quotation_change_unrecorded(case: Case) -> Iterator[Diagnostic]:
    """A quotation in a passage bears emphasis, an insertion or an omission, and no note says so."""
    for name, item in case.graph.evidence.items():
        if not any(locator.source in case.texts for locator in item.cited_at):
            continue
        source = case.graph.sources.get(item.source)
        notes = " ".join(
            filter(None, (item.note, item.text, source.note if source else "", *(a.reason for a in item.appraisal)))
        )
        if _RECORDED.search(notes):
            continue
        for index, locator in enumerate(item.cited_at):
            found = passage(locator, case.texts[locator.source]) if locator.source in case.texts else None
            changed = next(filter(_alters, _CHANGED.finditer(found)), None) if found is not None else None
            if changed is not None:
                mark = re.search(r"\[[^\]]*\]|\*|…|\. \. \.|\([^)]*\)", changed[0])
                yield note(
                    "quotation-change-unrecorded",
                    f"the quotation behind {name} has been marked or changed (“{mark[0] if mark else '…'}”), and no note says so",
                    case.graph.place("evidence", name, "cited_at", index),
                    "say in `note` what was emphasised, put in or left out, and by whom",
                )


_WHAT = {
    "motive": "a motive",
    "causal": "a cause",
    "interpretation": "an interpretation",
    "evaluation": "an evaluation",
}


@rule("cited-work-covers-only-part", "warning", audit=True)
def cited_work_covers_only_part(case: Case) -> Iterator[Diagnostic]:
    """A claim of several parts, or of a motive or cause, rests on one citation alone."""
    graph = case.graph
    for name, claim in graph.claims.items():
        supports = [line for line in graph.bearing_on(name) if line.polarity == SUPPORT]
        if len(supports) != 1 or supports[0].linked or supports[0].record.scheme or supports[0].record.warrant:
            continue
        item = graph.evidence.get(supports[0].premises[0])
        if item is None or not claim.said:
            continue
        several = re.search(r";|, (?:and|but|while|whereas|because)\b", claim.text)
        if several or claim.type in ("motive", "causal", "interpretation", "evaluation"):
            what = "every part of it" if several else f"{_WHAT[claim.type or '']}"
            yield ask(
                "cited-work-covers-only-part",
                f"{name} rests on {supports[0].premises[0]} alone: can {case.label(item.source)} vouch for {what}?",
                graph.place_of(supports[0]),
            )


_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = dict(zip(_WORDS, range(2, 13), strict=True))
_COUNTS = frozenset((*_WORDS, *map(str, range(2, 20))))
"""Words of which one stands in whatever `_COUNT` matches."""
_THINGS = (
    "accounts|archives|articles|books|cases|causes|channels|charters|chronicles|copies|deeds|dispatches|documents|editions|"
    "envoys|examples|explanations|forgeries|grounds|groups|instances|interviews|items|journeys|letters|lists|manuscripts|"
    "meetings|memoirs|messages|motives|occasions|orders|pamphlets|papers|pieces|points|proofs|reasons|records|reports|"
    "routes|seals|signs|sources|statements|streams|studies|talks|telegrams|testimonies|texts|traces|treaties|versions|"
    "visits|witnesses|works"
)
_COUNT = re.compile(
    rf"(?<!\bof )(?<!\bin )(?<!\bby )(?<!\bwith )(?<!'s )(?<!’s )\b(?P<number>{'|'.join(_NUMBERS)}|[2-9]|1[0-9])\s+"
    rf"(?:[a-z-]+\s+){{0,2}}?(?:{_THINGS})\b",
    re.IGNORECASE,
)


@rule("announced-count-differs", "warning", audit=True)
def announced_count_differs(case: Case) -> Iterator[Diagnostic]:
    """A claim announces a number of things, and another number of items is offered for it."""
    graph = case.graph
    for name, claim in graph.claims.items():
        if not claim.said or graph.words(name).isdisjoint(_COUNTS) or not (found := _COUNT.search(claim.text)):
            continue
        number = _NUMBERS.get(folded(found["number"])) or int(found["number"])
        offered = {premise for line in graph.bearing_on(name) if line.polarity == SUPPORT for premise in line.premises}
        if offered and len(offered) != number:
            yield ask(
                "announced-count-differs",
                f"“{found[0]}” are announced and {len(offered)} {'item is' if len(offered) == 1 else 'items are'} offered"
                f" ({', '.join(sorted(offered))}): are all of them accounted for?",
                graph.place("claims", name, "text"),
            )
