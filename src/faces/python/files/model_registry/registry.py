"""
The registry as Python reads and edits it: one JSON file, which gnn-registry keeps.

What is registered and edited here is written to that file, with all that the file has besides. The next run of
step 4 takes it in: it gives each new content its version, and keeps what it knows of the spec.
"""

import datetime
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path

from .program import STEP_OPTIONS, ProgramError, call, call_operation

# What the file says of its own text, which is another one once it was edited.
OF_THE_TEXT = ("schema", "checksum")


def now():
    """The time, as gnn-registry writes it: UTC, with milliseconds."""
    at = datetime.datetime.now(datetime.timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + "{:03d}Z".format(at.microsecond // 1000)


class ModelVersion:
    """One version of a model."""

    def __init__(self, version, file_path, created_at=None):
        self.version = version
        self.file_path = Path(file_path)
        self.created_at = created_at or now()
        self.metadata = {}
        self.hash = hash_file(self.file_path)
        self.rest = {}

    def to_dict(self):
        return {
            **self.rest,
            "version": self.version,
            "file_path": Path(self.file_path).as_posix(),
            "created_at": self.created_at,
            "metadata": self.metadata,
            "hash": self.hash,
        }

    @classmethod
    def from_dict(cls, data):
        version = cls.__new__(cls)
        version.version = data["version"]
        version.file_path = Path(data["file_path"])
        version.created_at = data["created_at"]
        version.metadata = data.get("metadata", {})
        version.hash = data.get("hash") or ""
        version.rest = data
        return version


class ModelEntry:
    """
    A model with its versions.

    What the next run takes over of an edit: a description, tags and metadata that were added or changed. It names
    each edit that it does not take, with the reason, here and in the summary (`edits_not_merged`). Removals, names,
    metrics and the status are changed with the commands of gnn-registry, of which many are operations here, such as
    `call_operation("tag rm", reference="agent", tag="old")`.
    """

    def __init__(self, model_id, name=None):
        self.model_id = model_id
        self.name = name or model_id
        self.description = ""
        self.created_at = self.updated_at = now()
        self.versions = {}
        self.tags = []
        self.metadata = {}
        self.current_version = None
        self.rest = {}

    @property
    def status(self):
        """active, deprecated, archived or retired."""
        return self.rest.get("status", "active")

    def add_version(self, version):
        self.versions[version.version] = version
        self.current_version = version.version
        self.updated_at = now()

    def get_version(self, version=None):
        """A version, or the current one; None if there is none."""
        return self.versions.get(version or self.current_version or "")

    def add_tag(self, tag):
        if tag not in self.tags:
            self.tags.append(tag)
            self.updated_at = now()

    def remove_tag(self, tag):
        if tag in self.tags:
            self.tags.remove(tag)
            self.updated_at = now()

    def update_metadata(self, metadata):
        self.metadata.update(metadata)
        self.updated_at = now()

    def to_dict(self):
        return {
            **self.rest,
            "model_id": self.model_id,
            "name": self.name,
            "description": self.description,
            "created_at": self.created_at,
            "updated_at": self.updated_at,
            "versions": {number: it.to_dict() for number, it in self.versions.items()},
            "tags": self.tags,
            "metadata": self.metadata,
            "current_version": self.current_version,
        }

    @classmethod
    def from_dict(cls, data):
        entry = cls(data["model_id"], data.get("name"))
        entry.description = data.get("description") or ""
        entry.created_at = data.get("created_at", entry.created_at)
        entry.updated_at = data.get("updated_at", entry.updated_at)
        entry.tags = list(data.get("tags", []))
        entry.metadata = dict(data.get("metadata", {}))
        entry.current_version = data.get("current_version") or None
        entry.versions = {
            number: ModelVersion.from_dict(it) for number, it in data.get("versions", {}).items()
        }
        entry.rest = data
        return entry


class ModelRegistry:
    """The models of a registry file: edited in memory, written by `save`."""

    def __init__(self, registry_path):
        self.registry_path = Path(registry_path)
        self.models = {}
        self.rest = {}
        self.deleted = []
        self.load()

    def load(self):
        """Reads the file. One that cannot be read is not taken for an empty one: that would lose it."""
        self.models, self.rest, self.deleted, self.as_read = {}, {}, [], None
        if not self.registry_path.exists():
            return
        with open(self.registry_path, encoding="utf-8") as file:
            try:
                data = json.load(file)
            except ValueError as error:
                raise ValueError("{} is damaged ({}): the next run of step 4 repairs it".format(self.registry_path, error))
        self.models = {id: ModelEntry.from_dict(it) for id, it in data.get("models", {}).items()}
        self.rest = {key: it for key, it in data.items() if key not in OF_THE_TEXT}
        self.as_read = copy_values(self.to_dict())

    def to_dict(self):
        models = {id: it.to_dict() for id, it in self.models.items()}
        return {"version": "1.0.0", **self.rest, "models": models}

    def save(self):
        """Writes the file if anything was edited, whole or not at all, and has gnn-registry delete what was deleted."""
        data = self.to_dict()
        # What gnn-registry deletes may be restored; without it, the next run says what is missing.
        kept = {id: entry.to_dict() for id, entry in self.deleted if id not in self.models}
        whole = copy_values({**data, "models": {**data["models"], **kept}})
        # What is written without an edit would be taken for one.
        if whole != self.as_read:
            self.registry_path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.registry_path, json.dumps({**whole, "updated_at": now()}, indent=2) + "\n")
        self.as_read = copy_values(data)
        deleted, self.deleted = self.deleted, []
        for id, _ in deleted:
            if id in kept:
                call_operation("delete", reference=id, force=True, registry_path=self.registry_path)

    def register_model(self, model_path):
        """Registers a spec with what its header lines say; the next run of the step reads all of it."""
        path = Path(model_path)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            print("{} cannot be registered: {}".format(ascii(str(path)), error.__class__.__name__))
            return False
        header = read_header(text)
        entry = self.models.get(path.stem)
        if entry is None:
            entry = self.models[path.stem] = ModelEntry(path.stem)
        entry.name = header.get("name", entry.name if entry.versions else path.stem)
        known = entry.get_version()
        if known is None or known.hash != hash_file(path):
            version = ModelVersion(next_version(entry, header.get("version")), path)
            version.metadata = {key: header[key] for key in ("author", "date", "license") if key in header}
            entry.add_version(version)
            entry.metadata.update(version.metadata)
        for tag in header.get("tags", []):
            entry.add_tag(tag)
        entry.description = header.get("description") or entry.description
        return True

    def get_model(self, model_id):
        return self.models.get(model_id)

    def list_models(self):
        return list(self.models.values())

    def search_models(self, query):
        """The models whose name, description or tags contain the query, whatever its case."""
        wanted = query.lower()
        return [
            it
            for it in self.models.values()
            if any(wanted in text.lower() for text in [it.name, it.description, *it.tags])
        ]

    def delete_model(self, model_id):
        entry = self.models.pop(model_id, None)
        if entry is not None and entry.rest:
            self.deleted.append((model_id, entry))
        return entry is not None


def copy_values(data):
    """Copies what will be JSON, as a reader of that has it."""
    return json.loads(json.dumps(data))


def hash_file(path):
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def next_version(entry, declared):
    """The declared version, or the first one that is free."""
    if declared and declared not in entry.versions:
        return declared
    number = 1
    while "{}.0.0".format(number) in entry.versions:
        number += 1
    return "{}.0.0".format(number)


def read_header(text):
    """Reads what a spec says of itself: its name, and lines such as `Author: Ada`."""
    found = {}
    for key in ("Version", "Author", "Date", "License", "Description", "Tags"):
        line = re.search(r"^\s*(?:[-*]\s+)?{}:[ \t]*(\S.*?)\s*$".format(key), text, re.MULTILINE)
        if line:
            found[key.lower()] = line.group(1)
    name = (
        re.search(r"^ModelName:[ \t]*(\S.*?)\s*$", text, re.MULTILINE)
        or re.search(r"^##[ \t]+ModelName[ \t]*\n+(\S.*?)\s*$", text, re.MULTILINE)
        or re.search(r"^#[ \t]+(\S.*?)\s*$", text, re.MULTILINE)
    )
    if name:
        found["name"] = name.group(1)
    if "tags" in found:
        found["tags"] = [it.strip() for it in found["tags"].strip("[]").split(",") if it.strip()]
    return found


def write_whole(path, text):
    """Replaces a file; a reader finds the old text or the new one."""
    handle, temporary = tempfile.mkstemp(prefix="." + path.name + ".", suffix=".tmp", dir=str(path.parent))
    try:
        with open(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            os.chmod(temporary, path.stat().st_mode & 0o7777)
        else:
            os.chmod(temporary, 0o644)
        os.replace(temporary, str(path))
    except BaseException:
        os.unlink(temporary)
        raise


def process_model_registry(target_dir, output_dir, logger=None, **options):
    """
    Registers the specs of a folder: the step, as the pipeline calls it.

    Returns the summary of the run; if nothing was done, `error` says why, else it is None. `query_ontology`
    lists models bound to an ontology term as `matching_models` and registers nothing. Options that the step
    does not have are those of the pipeline's other steps.
    """
    flags = ["--target-dir", target_dir, "--output-dir", output_dir]
    if options.get("recursive") is False:
        flags.append("--no-recursive")
    for name, option in STEP_OPTIONS.items():
        value = options.get(name)
        if value is None or value is False:
            continue
        flag = "--" + name.replace("_", "-")
        flags += [flag] if option["is_switch"] else [flag, value]
    try:
        result = {**call(["run", *flags])[1], "error": None}
    except ProgramError as error:
        result = {**NOTHING_DONE, "target_dir": str(target_dir), "error": str(error)}
        if logger is not None:
            logger.error(str(error))
    return result


NOTHING_DONE = {
    "success": False,
    "exit_code": 1,
    "processed_files": 0,
    "successful_registrations": 0,
    "new_models": 0,
    "new_versions": 0,
    "refused_files": [],
    "matching_models": [],
    "total_models": 0,
    "registry_path": None,
    "diagnostics": {"counts": {}, "list": []},
}
