# expect: prepare_images missing
# %% [markdown]
# def prepare_images(images):
#     return images
