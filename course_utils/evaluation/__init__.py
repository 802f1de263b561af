"""What a network must beat, and how sure one can be of a difference."""
