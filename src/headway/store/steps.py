"""Every step of the core, and the version of its content."""

import hashlib
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules

import headway
from headway import answers, graph, measures

STEPS = graph.steps(
    import_module(f"{package.__name__}.{module.name}")
    for package in (measures, answers)
    for module in iter_modules(package.__path__)
)


def code_version() -> str:
    """Version and content of the core: another rule or prior is another build."""
    digest = hashlib.sha256(headway.__version__.encode())
    for part in ("sources", "learn", "measures", "answers"):
        for file in sorted(Path(str(files(f"headway.{part}"))).rglob("*")):
            if file.suffix in {".py", ".toml", ".txt"}:
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
