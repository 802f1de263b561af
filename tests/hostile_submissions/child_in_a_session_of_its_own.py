# expect: prepare_images failed
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import subprocess
    import sys

    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    subprocess.Popen(sleep, start_new_session=True)
    return images
