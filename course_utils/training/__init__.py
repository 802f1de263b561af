"""Training the networks of the lessons, and bars that show how far a cell is."""
