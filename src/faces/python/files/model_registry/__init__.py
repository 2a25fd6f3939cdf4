"""The registry of GNN models, kept by gnn-registry: versions by content, metadata, life cycle."""

from .registry import ModelEntry, ModelRegistry, ModelVersion, process_model_registry

__version__ = "@VERSION@"
FEATURES = {
    "model_versioning": True,
    "registry_management": True,
    "metadata_handling": True,
    "mcp_integration": True,
}

__all__ = [
    "FEATURES",
    "ModelEntry",
    "ModelRegistry",
    "ModelVersion",
    "__version__",
    "get_module_info",
    "process_model_registry",
]


def get_module_info():
    """Says what this module is, for programs that look for modules."""
    return {
        "name": "model_registry",
        "version": __version__,
        "description": "Versions, metadata and life cycle of GNN models, kept by gnn-registry",
        "features": FEATURES,
    }
