"""Training MiniVGGNet: by the published recipe, and by a faster one for the same network."""
