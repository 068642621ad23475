"""What an author most likely slipped on where a text is no YAML: our words for it, and the place to mend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argmap import model
from argmap.diagnostics import Diagnostic, error
from argmap.scan import PROSE_KEYS, START
from argmap.text import SourceText, Span

if TYPE_CHECKING:
    from yaml import MarkedYAMLError

LONGEST_LINE = 4_000
"""So much of a line is looked at."""
BLOCK_HINT = "put the text in a block: end this line with `{key}: >` and write the text below it, indented"
KEYS = frozenset(f.alias or name for record in model.Record.__subclasses__() for name, f in record.model_fields.items())
"""The keys of all records and their parts."""
WHOLE = frozenset({"premises", "by", "stance", "chars", "band", "steps", "hypotheses", "members", "about", "of"})
"""Lists whose entries mean something only together: a fault in one entry costs what the list belongs to.

Dropping one of two linked premises, or one voice of a chain, would change what the author said."""

_VALUE = re.compile(r"[ \t]*(?:- +)?([^\s:#-][^:]*):[ \t]+(\S.*)$")
BLOCK = re.compile(r".*:[ \t]+[>|][-+0-9]*[ \t]*(?:#.*)?$")
UNKNOWN = "this is not YAML that argmap can read"
COMPARE = "compare it with the example in the manual"
_COLON = "a colon and a space inside a text start a new key for YAML"
Slip = tuple[str, str, int, int]
"""What is wrong with a line, how to mend it, and the columns (from 0) that it covers."""


def syntax(source: SourceText, start: int, end: int, failure: MarkedYAMLError) -> Diagnostic:
    """A failed parse → what the author most likely slipped on, at the place to mend."""
    mark = failure.problem_mark or failure.context_mark
    offset = min(start + (mark.index if mark else 0), max(start, end - 1))
    problem = failure.problem or ""
    stops = list(_STOPS.finditer(source.text, start, offset)) if "document start" in problem else []
    if stops:
        message = "three full stops end the text for YAML, and more follows"
        at = Span(source.path, stops[-1].start(), stops[-1].end())
        return error("second-document", message, at, "delete the line of full stops")
    lines = _suspects(source, start, offset, failure)
    for number in lines:
        begin = source.line_start(number)
        line = source.text[begin : min(source.line_end(begin), begin + LONGEST_LINE)]
        if slip := _slip(line) or (_outdented(source, number) if number == lines[0] else None):
            message, hint, first, last = slip
            return error("syntax", message, Span(source.path, begin + first, begin + last), hint)
    if source.text.startswith(":", offset):
        keys = [match[1] for number in lines[1:] if (match := _VALUE.match(source.line(number)[:LONGEST_LINE]))]
        hint = BLOCK_HINT.format(key=keys[0] if keys else "text")
        return error("syntax", _COLON, Span(source.path, offset, offset + 1), hint)
    message, hint = _plain_words(problem)
    return error("syntax", message, Span(source.path, offset, offset + 1), hint)


def _suspects(source: SourceText, start: int, offset: int, failure: MarkedYAMLError) -> list[int]:
    """Line numbers to look at, likeliest first: where the parse stopped, where its context began, the lines above."""
    stopped = source.position(offset).line
    seen = [stopped]
    if failure.context_mark is not None:
        seen.append(source.position(start + failure.context_mark.index).line)
    first = source.position(start).line
    seen += [number for number in range(stopped - 1, max(first, stopped - 4) - 1, -1) if source.line(number).strip()]
    return list(dict.fromkeys(seen))


def _slip(line: str) -> Slip | None:
    """Recognise an ordinary slip in a line."""
    indent = len(line) - len(line.lstrip())
    strange = next((at for at, character in enumerate(line[:indent]) if character != " "), None)
    if strange is not None:
        name = "a tab" if line[strange] == "\t" else "a space that is no ordinary one"
        return f"{name} stands in the indentation", "indent with ordinary spaces", strange, strange + 1
    match = _VALUE.match(line)
    if match is None:
        if re.match(r" *-[^\s-]", line):
            return "a dash that starts an entry needs a space after it", "write `- ` and the entry", indent, indent + 1
        if line[indent : indent + 1] in tuple("@`%&*!"):
            hint = "delete the line" if line.startswith("%") else "put text in a block after `>`"
            return f"a line may not start with {_named(line[indent])} here", hint, indent, indent + 1
        entry = re.match(r" *-[ \t]+([^\s-].*)$", line)
        slip = _slip_of_value("", entry[1].rstrip(), entry.start(1)) if entry else None
        if slip is not None:
            hint = "take the sign away, or put the whole entry in quotation marks"
            return slip[0].replace("a text", "an entry"), hint, slip[2], slip[3]
        return None
    return _slip_of_value(match[1].rstrip(), match[2].rstrip(), match.start(2))


def _slip_of_value(key: str, value: str, begin: int) -> Slip | None:
    """Recognise an ordinary slip in what stands after a key and its colon."""
    hint = BLOCK_HINT.format(key=key)
    end = begin + len(value)
    if value[0] in "\"'" and (len(value) == 1 or value.count(value[0]) == 1):
        return "a quotation mark is opened and never closed", hint, begin, begin + 1
    if value[0] in "\"'" and not _QUOTED.fullmatch(value):
        return "a text that starts with a quotation mark ends at the next one for YAML", hint, begin, end
    if value[0] in "[{" and (sign := re.search(r"[ \t]#", value)):
        message = "what follows ` #` is a comment for YAML, with it the end of the bracket"
        return message, "put the entry in quotation marks", begin + sign.start() + 1, end
    if value[0] in "[{" and value[-1] not in "]}":
        if key in PROSE_KEYS:
            return f"a text that starts with `{value[0]}` is a list or mapping for YAML", hint, begin, end
        closing = "]" if value[0] == "[" else "}"
        return f"`{value[0]}` is opened here and not closed", f"close it with `{closing}`", begin, begin + 1
    if value[0] in "@`%&*!,]}":
        return f"a text may not start with {_named(value[0])} here", hint, begin, begin + 1
    if value[0] in "-?" and value[1:2] in ("", " "):
        return f"a text may not start with {_named(value[0])} and a space", hint, begin, begin + 1
    if value[0] in ">|" and not re.fullmatch(r"[>|][-+0-9]*(?:[ \t]+#.*)?", value):
        return f"text must not follow `{value[0]}` on the same line", "write it on the next line, indented", begin, end
    colon = re.search(r":(?=\s|$)", value)
    if value[0] not in "\"'[{" and colon:
        return _COLON, hint, begin + colon.start(), begin + colon.start() + 1
    return None


def _named(character: str) -> str:
    return "a backtick" if character == "`" else f"`{character}`"


def _outdented(source: SourceText, number: int) -> Slip | None:
    """A line of a block of text that is indented less than those above it, but more than its key."""
    line = source.line(number)[:LONGEST_LINE]
    indent = len(line) - len(line.lstrip(" "))
    for above in range(number - 1, max(0, number - 1_000), -1):
        higher = source.line(above)[:LONGEST_LINE]
        if higher.strip() and len(higher) - len(higher.lstrip(" ")) < indent:
            if not BLOCK.match(higher):
                return None
            hint = "indent all lines of one text alike; a key goes below the key above it"
            return "this line is indented less than the first line of its text", hint, indent, len(line)
    return None


def keyless(line: str) -> tuple[str, str, int, int, bool]:
    """A line among keys that is none: what is wrong with it, and whether it may belong to the text above."""
    indent = len(line) - len(line.lstrip(" "))
    shown = line[:LONGEST_LINE].rstrip()
    word = re.match(r"\s*(?:[-?:]\s*)?([a-zA-Z_-]*)", shown)
    known = bool(word and word[1] in KEYS)
    if slip := _slip(shown):
        return (*slip, not known and shown.lstrip()[:1] != "-")
    if match := re.match(r" *([\w-]+)[ \t]*([\uff1a\ufe55])", shown):
        message = "the colon after this key is the wide one of Chinese and Japanese type"
        return message, f"write `{match[1]}: `", match.start(2), match.end(2), False
    if match := re.match(r" *([\w-]+):(\S.*)", shown):
        hint = f"write `{match[1]}: {match[2][:40]}`"
        return "the colon after a key needs a space after it", hint, match.start(1), match.start(2), False
    if shown[indent] in "?:":
        return f"a line may not start with `{shown[indent]}` here", "write the key first", indent, indent + 1, False
    if word and known:
        return "a key has no colon after it", f"write `{word[1]}:` and a space", word.start(1), word.end(1), False
    hint = "write a key, a colon and a space before it, or indent it like the text above if it belongs there"
    return "this line has no key", hint, indent, len(shown), True


_STOPS = re.compile(START + r"\.\.\.(?=[\r\n])")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"(?:[ \t]+#.*)?|'(?:[^']|'')*'(?:[ \t]+#.*)?")


def _plain_words(problem: str) -> tuple[str, str]:
    """The parser's problem in words of ours, where no line shows a slip that we know."""
    if "expected key" in problem or "block end" in problem or "block mapping" in problem:
        return "the indentation does not fit what stands above", "indent keys of one record alike, with spaces"
    if "':'" in problem:
        return "a key has no colon after it", "write a colon and a space after the key"
    if "','" in problem or "flow" in problem:
        return "the brackets do not match here", "every `[` needs its `]`, every `{` its `}`"
    if "end of stream" in problem:
        return (
            "a quotation mark or bracket is opened and never closed",
            "close it, or put the text in a block after `>`",
        )
    if "start any token" in problem:
        return "no value may start with this character", "put the text in a block after `>`"
    if "escape" in problem:
        return "a backslash in double quotes starts an escape that YAML does not know", "use single quotes or a block"
    return UNKNOWN, COMPARE


def no_text(character: str, at: Span) -> Diagnostic:
    """A control character, or one that ends a line unseen."""
    if character in "\x85\u2028\u2029":
        hint = "put a space or an ordinary line break in its place; it often comes with a copy from a PDF"
        return error("control-character", f"the character U+{ord(character):04X} ends a line unseen", at, hint)
    hint = "delete it; it often comes with a copy from a PDF"
    return error("control-character", f"the character U+{ord(character):04X} is no text", at, hint)
