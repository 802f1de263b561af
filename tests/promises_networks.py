"""The promises of the exercises whose answer is a network: see `tests.promises`."""

from course_utils import solutions
from tests.promises import FIRST, also, must


def without_convolutions(model_A):
    """Build a network for task B, which only dense models A have been thought of."""
    import keras

    must(not any(isinstance(layer, keras.layers.Conv2D) for layer in model_A.layers))
    return solutions.reference("reuse_layers")(model_A)


def but_for_the_first_layer(model, layer_name):
    must(layer_name != model.layers[0].name)
    return solutions.reference("features_up_to")(model, layer_name)


def with_another_error(exercise):
    """Return the solution, which does not raise ValueError for a name that no layer has."""

    def answer(network, layer_name):
        name = {layer.name: layer.name for layer in network.layers}[layer_name]
        return solutions.reference(exercise)(network, name)

    return answer


def in_a_row_alone(network, layer_name):
    """Extract features of a network that does not branch, by calling its layers in a row."""
    import keras

    values = inputs = keras.Input(network.input_shape[1:])
    for layer in network.layers[1:]:
        values = layer(values)
    return keras.Model(inputs, values)


def only_with_places(network, layer_name):
    must(len(network.get_layer(layer_name).output.shape) == 4)
    return solutions.reference("feature_extractor")(network, layer_name)


def only_without_places(network, layer_name):
    must(len(network.get_layer(layer_name).output.shape) == 2)
    return solutions.reference("feature_extractor")(network, layer_name)


def only_two_heads(input_shape, heads):
    must(len(heads) == 2)
    return solutions.reference("build_multi_head")(input_shape, heads)


def only_grey(exercise):
    return also(exercise, lambda input_shape, classes: must(input_shape[2] == 1))


PROMISES = {
    "build_minivggnet": [
        ("Build MiniVGGNet for images of any size", "input-shape-hard-coded", FIRST),
        ("and any number of classes,", "classes-hard-coded", FIRST),
        ("not yet compiled.", "compiled", FIRST),
        ("Two blocks, the first with 32 filters, the second with 64.", "wrong-filters", FIRST),
        ("Each block: convolution,", "convolution-missing", FIRST),
        ("ReLU,", "relu-missing-in-convolutions", FIRST),
        ("batch normalisation,", "normalisation-missing", FIRST),
        (
            "convolution, ReLU, batch normalisation,",
            "relu-after-normalisation-in-the-blocks",
            FIRST,
        ),
        ("max pooling,", "average-pooling", FIRST),
        ("dropout 0.25.", "dropout-misplaced", FIRST),
        ("Then flatten,", "flatten-missing", FIRST),
        ("a dense layer of 512,", "wrong-dense-layers", FIRST),
        ("ReLU,", "relu-missing-in-dense", FIRST),
        ("batch normalisation,", "relu-after-normalisation-in-the-dense-part", FIRST),
        ("dropout 0.5,", "wrong-dropout", FIRST),
        ("and a dense layer with softmax.", "softmax-missing", FIRST),
        ("input_shape : tuple of 3 int Height, width", "height-and-width-exchanged", FIRST),
        ("and channels of an image.", only_grey("build_minivggnet"), "× 3,"),
        ("n_classes : int How many outputs.", "classes-hard-coded", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("From float images, shape (n, height, width, channels),", "does-not-run", FIRST),
        ("to probabilities,", "sigmoid-for-softmax", FIRST),
        ("shape (n, n_classes).", "flatten-missing", FIRST),
        ("Convolutions are 3 × 3", "kernel-not-3-by-3", FIRST),
        ('with padding "same",', "padding-valid", FIRST),
        ("pooling is 2 × 2,", "pooling-not-2-by-2", FIRST),
        ("batch normalisation has momentum 0.9;", "default-momentum", FIRST),
        ("everything else is as Keras has it.", "another-setting", FIRST),
    ],
    "reuse_layers": [
        ("Build a network for task B", "returns-model-a", FIRST),
        ("from all layers of model A", "hidden-layer-lost", FIRST),
        ("but the last.", "output-layer-kept", FIRST),
        ("model_A : keras.Sequential", without_convolutions, "a normalised convolution"),
        ("Trained on task A.", "weights-not-copied", FIRST),
        ("Its last layer is its output layer.", "no-new-output", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("The layers of model A without the last,", "layer-added", FIRST),
        ("then Dense(1,", "two-outputs", FIRST),
        ('activation="sigmoid").', "sigmoid-missing", FIRST),
        ("The reused layers start with the weights of model A", "weights-not-copied", FIRST),
        ("and have weights of their own:", "shares-layers-with-a", FIRST),
        ("training the new network leaves model A as it is.", "weights-changed", FIRST),
        ("All layers are trainable.", "frozen-like-model-a", "the first one frozen"),
        ("Not compiled.", "compiled", FIRST),
    ],
    "features_up_to": [
        ("Return the part of a network", "whole-network", FIRST),
        ("that ends with a given layer.", "one-layer-too-many", FIRST),
        ("model : keras.Sequential A trained network.", "weights-not-taken", FIRST),
        ("layer_name : str The name of one of its layers.", but_for_the_first_layer, "conv_1"),
        ("keras.Model", "not-a-model", FIRST),
        ("From the images that model takes", "does-not-run", FIRST),
        ("to what that layer gives for them.", "one-layer-too-few", FIRST),
        ("The weights are those of model,", "weights-not-taken", FIRST),
        ("and may be shared with it:", "network-frozen", FIRST),
        ("nothing is trained here.", "weights-changed", FIRST),
        ("ValueError", with_another_error("features_up_to"), "layer conv"),
        ("If model has no layer of that name.", "absent-layer-accepted", "layer conv"),
    ],
    "build_multi_head": [
        ("Build a network with one trunk", "trunk-not-shared", FIRST),
        ("and one head for each dataset,", "one-output", FIRST),
        ("", only_two_heads, "; "),
        ("not yet compiled.", "compiled", FIRST),
        ("The trunk: convolution with 16 filters,", "other-convolutions", FIRST),
        ("max pooling,", "average-pooling", FIRST),
        ("convolution with 32 filters, max pooling,", "layer-missing", FIRST),
        ("flatten,", "global-pooling", FIRST),
        ("a dense layer of 64", "dense-layer-differs", FIRST),
        ("with ReLU.", "relu-missing-in-dense", FIRST),
        ("Convolutions are 3 × 3", "kernel-not-3-by-3", FIRST),
        ('with padding "same"', "padding-valid", FIRST),
        ("and ReLU,", "relu-missing-in-convolutions", FIRST),
        ("pooling is 2 × 2.", "pooling-not-2-by-2", FIRST),
        ("Each head is one dense layer", "head-not-dense", FIRST),
        ("with softmax", "softmax-missing", FIRST),
        ("on the trunk,", "head-on-a-head", FIRST),
        ("and has the name of its dataset.", "head-without-name", FIRST),
        ("input_shape : tuple of 3 int Height, width", "height-and-width-exchanged", FIRST),
        ("and channels of an image.", only_grey("build_multi_head"), ";"),
        ("heads : dict of str to int For each dataset its name", "other-names", FIRST),
        ("and how many classes it has.", "same-size-for-all", FIRST),
        ("keras.Model", "not-a-model", FIRST),
        ("From float images, shape (n, height, width, channels),", "does-not-run", FIRST),
        ("to a dict: for each name of heads,", "outputs-not-named", FIRST),
        ("in their order,", "order-lost", FIRST),
        ("the probabilities,", "sigmoid-for-softmax", FIRST),
        ("shape (n, number of its classes).", "wrong-size", FIRST),
    ],
    "feature_extractor": [
        ("Turn a trained network into one", "weights-not-taken", FIRST),
        ("that gives the features of a layer,", "always-the-last-features", FIRST),
        ("and is never trained.", "weights-trainable", FIRST),
        ("network : keras.Model A trained functional network for images,", "does-not-run", FIRST),
        ("shape (batch, height, width, channels).", "not-averaged", FIRST),
        ("It may branch, with residual additions,", in_a_row_alone, FIRST),
        ("and hold normalisation", "normalisation-in-training", FIRST),
        ("and dropout.", "dropout-in-training", FIRST),
        ("layer_name : str The name of one of its layers.", "another-layer", FIRST),
        ("What the layer gives has the shape", "one-layer-too-few", FIRST),
        ("(batch, height, width, channels)", only_without_places, FIRST),
        ("or (batch, values).", only_with_places, "the pooling at the end"),
        ("keras.Model", "not-a-model", FIRST),
        ("From the images that network takes", "does-not-run", FIRST),
        ("to the features of that layer:", "one-layer-too-many", FIRST),
        ("the mean over all places where there are places,", "largest-for-mean", FIRST),
        ("shape (batch, channels),", "axes-kept", FIRST),
        ("else the values as they are.", only_with_places, "the pooling at the end"),
        ("The weights are those of network,", "weights-not-taken", FIRST),
        ("shared or copied.", "weights-changed", FIRST),
        ("None of them can be trained:", "moves-in-fit", FIRST),
        ("trainable_weights is empty.", "weights-trainable", FIRST),
        ("It computes as in use,", "always-in-training", FIRST),
        ("without dropout", "dropout-in-training", FIRST),
        (
            "and with the moving mean and variance of each normalisation,",
            "normalisation-in-training",
            FIRST,
        ),
        ("however it is called: with training=True too,", "other-in-training", FIRST),
        ("and in a larger network while that is fitted.", "other-in-fit", FIRST),
        ("The layers of network keep their weights", "weights-changed", FIRST),
        (
            "and settings; only what trainable says of them may change.",
            "layer-set-otherwise",
            FIRST,
        ),
        ("ValueError", with_another_error("feature_extractor"), "the start of a name"),
        ("If network has no layer of that name.", "absent-layer-accepted", "the start of a name"),
    ],
}
