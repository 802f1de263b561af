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


@raises
def problem_110():
    pass


@raises
def problem_111():
    pass


@raises
def problem_112():
    pass


@raises
def problem_113():
    pass


@raises
def problem_114():
    pass


@raises
def problem_115():
    pass


@raises
def problem_116():
    pass


@raises
def problem_117():
    pass


@raises
def problem_118():
    pass


@raises
def problem_119():
    pass


@raises
def problem_120():
    pass


@raises
def problem_121():
    pass


@raises
def problem_122():
    pass


@raises
def problem_123():
    pass


@raises
def problem_124():
    pass


@raises
def problem_125():
    pass


@raises
def problem_126():
    pass


@raises
def problem_127():
    pass


@raises
def problem_128():
    pass


@raises
def problem_129():
    pass


@raises
def problem_130():
    pass


@raises
def problem_131():
    pass


@raises
def problem_132():
    pass


@raises
def problem_133():
    pass


@raises
def problem_134():
    pass


@raises
def problem_135():
    pass


@raises
def problem_136():
    pass


@raises
def problem_137():
    pass


@raises
def problem_138():
    pass


@raises
def problem_139():
    pass


@raises
def problem_140():
    pass


@raises
def problem_141():
    pass


@raises
def problem_142():
    pass


@raises
def problem_143():
    pass


@raises
def problem_144():
    pass


@raises
def problem_145():
    pass


@raises
def problem_146():
    pass


@raises
def problem_147():
    pass


@raises
def problem_148():
    pass


@raises
def problem_149():
    pass


@raises
def problem_150():
    pass


@raises
def problem_151():
    pass


@raises
def problem_152():
    pass


@raises
def problem_153():
    pass


@raises
def problem_154():
    pass


@raises
def problem_155():
    pass


@raises
def problem_156():
    pass


@raises
def problem_157():
    pass


@raises
def problem_158():
    pass


@raises
def problem_159():
    pass


@raises
def problem_160():
    pass


@raises
def problem_161():
    pass


@raises
def problem_162():
    pass


@raises
def problem_163():
    pass


@raises
def problem_164():
    pass


@raises
def problem_165():
    pass


@raises
def problem_166():
    pass


@raises
def problem_167():
    pass


@raises
def problem_168():
    pass


@raises
def problem_169():
    pass


@raises
def problem_170():
    pass


@raises
def problem_171():
    pass


@raises
def problem_172():
    pass


@raises
def problem_173():
    pass


@raises
def problem_174():
    pass


@raises
def problem_175():
    pass


@raises
def problem_176():
    pass


@raises
def problem_177():
    pass


@raises
def problem_178():
    pass


@raises
def problem_179():
    pass


@raises
def problem_180():
    pass


@raises
def problem_181():
    pass


@raises
def problem_182():
    pass


@raises
def problem_183():
    pass


@raises
def problem_184():
    pass


@raises
def problem_185():
    pass


@raises
def problem_186():
    pass


@raises
def problem_187():
    pass


@raises
def problem_188():
    pass


@raises
def problem_189():
    pass


@raises
def problem_190():
    pass


@raises
def problem_191():
    pass


@raises
def problem_192():
    pass


@raises
def problem_193():
    pass


@raises
def problem_194():
    pass


@raises
def problem_195():
    pass


@raises
def problem_196():
    pass


@raises
def problem_197():
    pass


@raises
def problem_198():
    pass


@raises
def problem_199():
    pass


@raises
def problem_200():
    pass


@raises
def problem_201():
    pass


@raises
def problem_202():
    pass


@raises
def problem_203():
    pass


@raises
def problem_204():
    pass


@raises
def problem_205():
    pass


@raises
def problem_206():
    pass


@raises
def problem_207():
    pass


@raises
def problem_208():
    pass


@raises
def problem_209():
    pass


@raises
def problem_210():
    pass


@raises
def problem_211():
    pass


@raises
def problem_212():
    pass


@raises
def problem_213():
    pass


@raises
def problem_214():
    pass


@raises
def problem_215():
    pass


@raises
def problem_216():
    pass


@raises
def problem_217():
    pass


@raises
def problem_218():
    pass


@raises
def problem_219():
    pass


@raises
def problem_220():
    pass


@raises
def problem_221():
    pass


@raises
def problem_222():
    pass


@raises
def problem_223():
    pass


@raises
def problem_224():
    pass


@raises
def problem_225():
    pass


@raises
def problem_226():
    pass


@raises
def problem_227():
    pass


@raises
def problem_228():
    pass


@raises
def problem_229():
    pass


@raises
def problem_230():
    pass


@raises
def problem_231():
    pass


@raises
def problem_232():
    pass


@raises
def problem_233():
    pass


@raises
def problem_234():
    pass


@raises
def problem_235():
    pass


@raises
def problem_236():
    pass


@raises
def problem_237():
    pass


@raises
def problem_238():
    pass


@raises
def problem_239():
    pass


@raises
def problem_240():
    pass


@raises
def problem_241():
    pass


@raises
def problem_242():
    pass


@raises
def problem_243():
    pass


@raises
def problem_244():
    pass


@raises
def problem_245():
    pass


@raises
def problem_246():
    pass


@raises
def problem_247():
    pass


@raises
def problem_248():
    pass


@raises
def problem_249():
    pass


@raises
def problem_250():
    pass


@raises
def problem_251():
    pass


@raises
def problem_252():
    pass


@raises
def problem_253():
    pass


@raises
def problem_254():
    pass


@raises
def problem_255():
    pass


@raises
def problem_256():
    pass


@raises
def problem_257():
    pass


@raises
def problem_258():
    pass


@raises
def problem_259():
    pass


@raises
def problem_260():
    pass


@raises
def problem_261():
    pass


@raises
def problem_262():
    pass


@raises
def problem_263():
    pass


@raises
def problem_264():
    pass


@raises
def problem_265():
    pass


@raises
def problem_266():
    pass


@raises
def problem_267():
    pass


@raises
def problem_268():
    pass


@raises
def problem_269():
    pass


@raises
def problem_270():
    pass


@raises
def problem_271():
    pass


@raises
def problem_272():
    pass


@raises
def problem_273():
    pass


@raises
def problem_274():
    pass


@raises
def problem_275():
    pass


@raises
def problem_276():
    pass


@raises
def problem_277():
    pass


@raises
def problem_278():
    pass


@raises
def problem_279():
    pass


@raises
def problem_280():
    pass


@raises
def problem_281():
    pass


@raises
def problem_282():
    pass


@raises
def problem_283():
    pass


@raises
def problem_284():
    pass


@raises
def problem_285():
    pass


@raises
def problem_286():
    pass


@raises
def problem_287():
    pass


@raises
def problem_288():
    pass


@raises
def problem_289():
    pass


@raises
def problem_290():
    pass


@raises
def problem_291():
    pass


@raises
def problem_292():
    pass


@raises
def problem_293():
    pass


@raises
def problem_294():
    pass


@raises
def problem_295():
    pass


@raises
def problem_296():
    pass


@raises
def problem_297():
    pass


@raises
def problem_298():
    pass


@raises
def problem_299():
    pass


# %% tags=["exercise"] course={"exercise": "prepare_images"}
@raises
def prepare_images(images):
    return images[..., np.newaxis].astype("float32") / 255
