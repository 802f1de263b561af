"""A learner's own copy of the lessons: handing it out, keeping its progress, updating it."""
