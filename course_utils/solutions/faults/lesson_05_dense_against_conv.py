"""The fault of lesson 05: normalisation inside a model inside the model goes on training."""


def fine_tune_normalised(model, X, y):
    from keras.layers import BatchNormalization
    from keras.optimizers import SGD

    model.trainable = True
    for layer in model.layers:
        layer.trainable = not isinstance(layer, BatchNormalization)
    model.compile(loss="binary_crossentropy", optimizer=SGD(0.001), metrics=["accuracy"])
    return model.fit(X, y, batch_size=32, epochs=5, verbose=0)
