"""Which instructions this processor has, and how to compute as another one would.

TensorFlow computes convolutions and matrix products by oneDNN, which takes the newest instructions
that the processor has. Each kind of instruction adds up in another order, so a training run with
the same seed goes another way on another processor.
"""

from __future__ import annotations

import platform

# What a process is started with to compute as another processor does. The switches are oneDNN's,
# TensorFlow's and OpenBLAS's own (NumPy, SciPy and scikit-learn multiply matrices by OpenBLAS).
KINDS: dict[str, dict[str, str]] = {
    "AVX-512": {"ONEDNN_MAX_CPU_ISA": "ALL"},
    "AVX2": {"ONEDNN_MAX_CPU_ISA": "AVX2", "OPENBLAS_CORETYPE": "Haswell"},
    "SSE4.1": {"ONEDNN_MAX_CPU_ISA": "SSE41", "OPENBLAS_CORETYPE": "Nehalem"},
    "without oneDNN": {"TF_ENABLE_ONEDNN_OPTS": "0"},
}

# A feature by archspec's name, and the kind of a processor that has it; the newest first.
_FEATURES = {
    "avx512f": "AVX-512",
    "avx2": "AVX2",
    "sse4_1": "SSE4.1",
}
_UNKNOWN = "unknown instructions"


def present_kind() -> str:
    """Return the kind of instructions that oneDNN takes on this processor, such as ``"AVX2"``."""
    import archspec.cpu

    host = archspec.cpu.host()
    if platform.machine().lower() in ("arm64", "aarch64"):
        return "NEON"  # every processor of 64-bit Arm has it
    return next((kind for feature, kind in _FEATURES.items() if feature in host), _UNKNOWN)


def name() -> str:
    """Return what this processor calls itself, with its instructions."""
    import archspec.cpu

    brand = archspec.cpu.brand_string() or platform.machine()
    return f"{brand} ({present_kind()})"


def other_kind() -> str:
    """Return a kind that this processor can stand in for and is not."""
    return "AVX2" if present_kind() == "AVX-512" else "without oneDNN"


def can_stand_in_for(kind: str) -> bool:
    """Return whether this processor has the instructions of a kind."""
    kinds = list(KINDS)
    if kind == "without oneDNN":
        return True
    present = present_kind()
    return present in kinds and kinds.index(kind) >= kinds.index(present)
