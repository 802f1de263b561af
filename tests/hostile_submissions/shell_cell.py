# expect: prepare_images missing
# %% tags=["exercise"] course={"exercise": "prepare_images"}
# %%bash
# exit 1
