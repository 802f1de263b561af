# expect: prepare_images failed
# %%
import keras

keras.Model.fit = None


class Nothing:
    keras.backend = None


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import keras
    import tensorflow as tf

    keras.Model.__init__ = tf.add = None
    return images
