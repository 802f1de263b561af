# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import pwd

    return np.array([user.pw_name for user in pwd.getpwall()][0])
