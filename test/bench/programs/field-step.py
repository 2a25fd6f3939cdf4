"""What the field's own registry step does, with the standard library alone, as a script of its own.

    python3 field-step.py IN OUT [--reading]

Lists the specs, reads them, takes their SHA-256, finds a title and a version by two regular expressions, and
writes one JSON file. With --reading also finds variables and connections, line by line.
Prints the CPU time that the process took, in milliseconds.
"""

import hashlib
import json
import re
import resource
import sys
from pathlib import Path

TITLE = re.compile(r"^#\s+(.+)$", re.MULTILINE)
VERSION = re.compile(r"version\s*[:=]\s*(\d+(?:\.\d+)*)", re.IGNORECASE)
VARIABLE = re.compile(r"^\s*([^\s\[#]+)\[([^\]]*)\]\s*(?:#\s*(.*))?$")
CONNECTION = re.compile(r"^\s*(.+?)\s*(->|<-|>|<|-|=)\s*(.+?)\s*(?:#.*)?$")


def read_sections(text):
    variables, connections, section = [], [], None
    for line in text.splitlines():
        if line.startswith("## "):
            section = line[3:].strip()
        elif section == "StateSpaceBlock":
            found = VARIABLE.match(line)
            if found:
                dimensions = [part.strip() for part in found.group(2).split(",")]
                variables.append(
                    {"name": found.group(1), "dimensions": dimensions, "comment": found.group(3)}
                )
        elif section == "Connections":
            found = CONNECTION.match(line)
            if found:
                connections.append(
                    {"source": found.group(1), "operator": found.group(2), "target": found.group(3)}
                )
    return {"variables": variables, "connections": connections}


def main(target, output, reading):
    models = {}
    for path in sorted(Path(target).rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        title, version = TITLE.search(text), VERSION.search(text)
        models[str(path)] = {
            "name": title.group(1) if title else path.stem,
            "version": version.group(1) if version else "1.0.0",
            "hash": hashlib.sha256(text.encode("utf-8")).hexdigest(),
            "size": path.stat().st_size,
            **(read_sections(text) if reading else {}),
        }
    Path(output).mkdir(parents=True, exist_ok=True)
    with open(Path(output) / "model_registry.json", "w", encoding="utf-8") as file:
        json.dump({"models": models}, file, indent=2)


main(sys.argv[1], sys.argv[2], "--reading" in sys.argv)
used = resource.getrusage(resource.RUSAGE_SELF)
print((used.ru_utime + used.ru_stime) * 1000)
