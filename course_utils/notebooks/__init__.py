"""Notebooks as files: reading, solving and building them."""
