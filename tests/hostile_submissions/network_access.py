# expect: prepare_images error
# %% tags=["exercise"] course={"exercise": "prepare_images"}
def prepare_images(images):
    import socket

    with socket.create_connection(("127.0.0.1", 9), timeout=1) as connection:
        connection.send(b"hello")
    return images
