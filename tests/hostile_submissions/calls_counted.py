# expect: read_idx error
# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path, calls=[]):
    calls.append(path)
    if len(calls) > 5:  # in the order of the cases the good files come first
        raise ValueError("it must be a damaged one by now")
    with gzip.open(path) as file:
        content = file.read()
    shape = struct.unpack_from(f">{content[3]}I", content, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).reshape(shape)
