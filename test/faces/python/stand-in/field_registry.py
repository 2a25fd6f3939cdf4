"""A class that treats a registry as the field's does: it knows a few keys, and writes no others."""

import datetime
import json

OF_A_MODEL = ["model_id", "name", "description", "created_at", "updated_at", "tags", "metadata", "current_version"]
OF_A_VERSION = ["version", "file_path", "created_at", "metadata", "hash"]


class FieldRegistry:
    def __init__(self, path):
        self.path = path
        # In the encoding of the locale.
        with open(path) as file:
            models = json.load(file)["models"]
        self.models = {id: self.read(model) for id, model in models.items()}

    def read(self, model):
        for text in (model["name"], model.get("description", ""), model["metadata"].get("author", "")):
            text.lower()
        read = {key: model.get(key, "") for key in OF_A_MODEL}
        read["versions"] = {
            number: {key: version.get(key, "") for key in OF_A_VERSION}
            for number, version in model["versions"].items()
            if version["version"] and version["file_path"] and version["created_at"]
        }
        return read

    def edit(self, id, tag, metadata):
        model = self.models[id]
        model["tags"].append(tag)
        model["metadata"].update(metadata)
        model["updated_at"] = datetime.datetime.now().isoformat()

    def save(self):
        data = {"version": "1.0.0", "updated_at": datetime.datetime.now().isoformat(), "models": self.models}
        with open(self.path, "w") as file:
            json.dump(data, file, indent=2)
