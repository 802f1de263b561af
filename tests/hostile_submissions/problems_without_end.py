# expect: prepare_images error
# %%
def raises(function):
    raise ValueError("x" * 400)


@raises
def problem_000():
    pass


@raises
def problem_001():
    pass


@raises
def problem_002():
    pass


@raises
def problem_003():
    pass


@raises
def problem_004():
    pass


@raises
def problem_005():
    pass


@raises
def problem_006():
    pass


@raises
def problem_007():
    pass


@raises
def problem_008():
    pass


@raises
def problem_009():
    pass


@raises
def problem_010():
    pass


@raises
def problem_011():
    pass


@raises
def problem_012():
    pass


@raises
def problem_013():
    pass


@raises
def problem_014():
    pass


@raises
def problem_015():
    pass


@raises
def problem_016():
    pass


@raises
def problem_017():
    pass


@raises
def problem_018():
    pass


@raises
def problem_019():
    pass


@raises
def problem_020():
    pass


@raises
def problem_021():
    pass


@raises
def problem_022():
    pass


@raises
def problem_023():
    pass


@raises
def problem_024():
    pass


@raises
def problem_025():
    pass


@raises
def problem_026():
    pass


@raises
def problem_027():
    pass


@raises
def problem_028():
    pass


@raises
def problem_029():
    pass


@raises
def problem_030():
    pass


@raises
def problem_031():
    pass


@raises
def problem_032():
    pass


@raises
def problem_033():
    pass


@raises
def problem_034():
    pass


@raises
def problem_035():
    pass


@raises
def problem_036():
    pass


@raises
def problem_037():
    pass


@raises
def problem_038():
    pass


@raises
def problem_039():
    pass


@raises
def problem_040():
    pass


@raises
def problem_041():
    pass


@raises
def problem_042():
    pass


@raises
def problem_043():
    pass


@raises
def problem_044():
    pass


@raises
def problem_045():
    pass


@raises
def problem_046():
    pass


@raises
def problem_047():
    pass


@raises
def problem_048():
    pass


@raises
def problem_049():
    pass


@raises
def problem_050():
    pass


@raises
def problem_051():
    pass


@raises
def problem_052():
    pass


@raises
def problem_053():
    pass


@raises
def problem_054():
    pass


@raises
def problem_055():
    pass


@raises
def problem_056():
    pass


@raises
def problem_057():
    pass


@raises
def problem_058():
    pass


@raises
def problem_059():
    pass


@raises
def problem_060():
    pass


@raises
def problem_061():
    pass


@raises
def problem_062():
    pass


@raises
def problem_063():
    pass


@raises
def problem_064():
    pass


@raises
def problem_065():
    pass


@raises
def problem_066():
    pass


@raises
def problem_067():
    pass


@raises
def problem_068():
    pass


@raises
def problem_069():
    pass


@raises
def problem_070():
    pass


@raises
def problem_071():
    pass


@raises
def problem_072():
    pass


@raises
def problem_073():
    pass


@raises
def problem_074():
    pass


@raises
def problem_075():
    pass


@raises
def problem_076():
    pass


@raises
def problem_077():
    pass


@raises
def problem_078():
    pass


@raises
def problem_079():
    pass


@raises
def problem_080():
    pass


@raises
def problem_081():
    pass


@raises
def problem_082():
    pass


@raises
def problem_083():
    pass


@raises
def problem_084():
    pass


@raises
def problem_085():
    pass


@raises
def problem_086():
    pass


@raises
def problem_087():
    pass


@raises
def problem_088():
    pass


@raises
def problem_089():
    pass


@raises
def problem_090():
    pass


@raises
def problem_091():
    pass


@raises
def problem_092():
    pass


@raises
def problem_093():
    pass


@raises
def problem_094():
    pass


@raises
def problem_095():
    pass


@raises
def problem_096():
    pass


@raises
def problem_097():
    pass


@raises
def problem_098():
    pass


@raises
def problem_099():
    pass


@raises
def problem_100():
    pass


@raises
def problem_101():
    pass


@raises
def problem_102():
    pass


@raises
def problem_103():
    pass


@raises
def problem_104():
    pass


@raises
def problem_105():
    pass


@raises
def problem_106():
    pass


@raises
def problem_107():
    pass


@raises
def problem_108():
    pass


@raises
def problem_109():
    pass


# %% tags=["exercise"] course={"exercise": "prepare_images"}
@raises
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / 255
