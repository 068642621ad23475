"""Hold packages of QTI 2.2 against the published schema: `python tools/check_qti.py imsqti_v2p2.xsd FILE…`.

FILE is a package (zip) or an XML document. Documents of another namespace than the schema's, such as the manifest of a
package, are passed over and counted; they are checked by a run with their own schema (imscp_v1p1.xsd).

The schema is not ours to ship. 1EdTech (IMS Global) publishes it with the standard; what it imports (XML, XInclude, MathML,
APIP and HTML 5 schemas) should lie where its schemaLocation attributes say, and what is missing there is passed over, since
argmap writes none of it. Needs `pip install xmlschema`. The tests use a strict subset of our own
(tests/data/qti-2.2-subset.json).
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import fromstring

import xmlschema  # type: ignore[import-not-found]  # no dependency of argmap: only whoever has the schema needs it


def documents(file: str) -> Iterator[tuple[str, bytes]]:
    """The XML documents in a package, or the one document that a file is, by name."""
    if not zipfile.is_zipfile(file):
        yield file, Path(file).read_bytes()
        return
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                yield f"{file}: {name}", archive.read(name)


def main(schema: str, *files: str) -> int:
    """Print every fault with its place; 1 if there is one, or if there was nothing to check."""
    table = xmlschema.XMLSchema10(schema, validation="lax", allow="local")
    checked = passed_over = faults = 0
    for file in files:
        for name, data in documents(file):
            root = fromstring(data)  # noqa: S314 - packages that argmap wrote
            if root.tag.partition("}")[0].removeprefix("{") != table.target_namespace:
                passed_over += 1
                continue
            checked += 1
            for fault in table.iter_errors(root):
                faults += 1
                sys.stdout.write(f"{name}: {fault.path}: {(fault.reason or fault.message)[:300]}\n")
    sys.stdout.write(f"{checked} documents checked, {passed_over} of other namespaces passed over, {faults} faults\n")
    return 1 if faults or not checked else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:  # noqa: PLR2004 - itself, a schema and a file
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
