# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    with open("large", "wb") as file:
        for _ in range(64):  # 64 MB at most
            file.write(bytes(2**20))
            file.flush()
    return images
