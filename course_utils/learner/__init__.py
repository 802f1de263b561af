"""A learner's own copy of the lessons: making it, keeping its progress, updating it."""
