"""The tools of the registry for AI clients: four functions, and `register_tools`, which offers them."""

from pathlib import Path

from .registry import ModelRegistry

DEFAULT_PATH = "output/4_model_registry_output/model_registry.json"


def describe(entry):
    return {
        "model_id": entry.model_id,
        "model_name": entry.name,
        "description": entry.description,
        "current_version": entry.current_version,
        "status": entry.status,
        "tags": entry.tags,
    }


def fail(error, **about):
    return {"status": "error", **about, "error": str(error)}


def register_model(model_path, registry_path=DEFAULT_PATH):
    try:
        registry = ModelRegistry(registry_path)
        if not registry.register_model(Path(model_path)):
            return fail("the spec cannot be read", model_path=str(model_path))
        registry.save()
        entry = registry.get_model(Path(model_path).stem)
        return {"registry_path": str(registry_path), **describe(entry), "status": "success"}
    except Exception as error:
        return fail(error, model_path=str(model_path))


def get_model(model_id, registry_path=DEFAULT_PATH):
    try:
        entry = ModelRegistry(registry_path).get_model(model_id)
        if entry is None:
            return fail("there is no model of this id", model_id=model_id)
        more = {
            "lifecycle": entry.status,
            "created_at": entry.created_at,
            "updated_at": entry.updated_at,
            "versions": list(entry.versions),
            "metadata": entry.metadata,
        }
        return {**describe(entry), **more, "status": "success"}
    except Exception as error:
        return fail(error, model_id=model_id)


def search_models(query, registry_path=DEFAULT_PATH):
    try:
        return [describe(it) for it in ModelRegistry(registry_path).search_models(query)]
    except Exception as error:
        return [fail(error)]


def list_models(registry_path=DEFAULT_PATH):
    try:
        return [describe(it) for it in ModelRegistry(registry_path).list_models()]
    except Exception as error:
        return [fail(error)]


TOOLS = {
    "register_model": (register_model, "register a spec", {"model_path": "path of the spec"}),
    "get_model": (get_model, "@SUMMARY get@", {"model_id": "id of the model"}),
    "search_models": (search_models, "@SUMMARY search@", {"query": "text to search for"}),
    "list_models": (list_models, "@SUMMARY list@", {}),
}


def register_tools(registry):
    """Offers the tools to a registry of tools. Returns whether it took them."""
    try:
        for name, (function, summary, inputs) in TOOLS.items():
            parameters = [
                {"name": key, "description": text, "type": "string", "required": True}
                for key, text in inputs.items()
            ]
            path = {"name": "registry_path", "description": "path of the registry file", "type": "string"}
            registry.register_tool(
                name="model_registry." + name,
                description=summary,
                function=function,
                parameters=[*parameters, {**path, "required": False, "default": DEFAULT_PATH}],
                returns={"type": "object" if inputs and name != "search_models" else "array"},
                examples=[],
            )
        return True
    except Exception:
        return False
