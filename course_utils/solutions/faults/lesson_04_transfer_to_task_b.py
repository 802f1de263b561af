"""The fault of lesson 04: layers that are frozen after compile go on learning."""


def freeze_reused(model):
    model.compile(loss="binary_crossentropy", optimizer="sgd", metrics=["accuracy"])
    model.trainable = True
    for layer in model.layers[:-1]:
        layer.trainable = False
    return model
