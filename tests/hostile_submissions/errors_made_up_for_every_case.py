# expect: read_idx error
# %% tags=["exercise"] course={"exercise": "read_idx"}
def read_idx(path):
    import sys

    frame = sys._getframe()
    while frame:
        if "_describe_error" in frame.f_globals:
            frame.f_globals["_describe_error"] = lambda error, function: {
                "type": "ValueError", "message": "", "is_value_error": True,
                "is_not_implemented": False, "line": 0, "source": "",
            }
        frame = frame.f_back
    raise ValueError("every time")
