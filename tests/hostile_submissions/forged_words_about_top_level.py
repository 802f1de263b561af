# expect: prepare_images failed
# %%
class Hook:
    import course_utils.grading.top_level as top_level

    def said(self, name, *given):
        said = {"name": "<script>", "cell": "<cell 1>", "line": 1, "kind": "reads"}
        return [said] * 100_000

    top_level.TopLevel.plan = said


# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    return images
