"""The machine that the course runs on: its processor, its file locks, the signs of its terminal."""
