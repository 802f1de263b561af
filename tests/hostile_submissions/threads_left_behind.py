# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import threading
    import time

    for _ in range(20):
        threading.Thread(target=time.sleep, args=(60,)).start()
    return images
