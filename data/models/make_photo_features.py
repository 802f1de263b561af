"""Write the features that the ImageNet network gives for the photos.

Lesson 01 has no TensorFlow, so it reads them from the file that this writes:

    python data/models/make_photo_features.py
"""

import numpy as np

from course_utils.datasets.photos import FEATURES, FEATURES_RECORD, load_photos
from course_utils.datasets.stored_arrays import write_record
from course_utils.networks.imagenet import WEIGHTS, load_imagenet_network, preprocess


def main() -> None:
    """Write features and record into data/models."""
    network = load_imagenet_network()
    features = network.predict(preprocess(load_photos().X), batch_size=50)
    np.savez_compressed(FEATURES, features=features.astype(np.float16))
    write_record(
        FEATURES_RECORD,
        FEATURES,
        command="python data/models/make_photo_features.py",
        network=WEIGHTS.name,
        photos="data/photos/photos.csv, row after row",
        licence="GPL-2.0-or-later",
    )


if __name__ == "__main__":
    main()
