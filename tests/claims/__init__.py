"""What the lessons say in numbers, one module a lesson: see `tests.recount`."""
