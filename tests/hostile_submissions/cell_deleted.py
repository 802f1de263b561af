# expect: prepare_images missing
# %%
nothing_else = 1
