"""Fashion-MNIST, handwritten digits, photos, a folder of pictures; and tasks cut from them."""
