"""What a lesson asks besides its exercises: predictions, questions with options, one to explain.

The texts of a lesson are in one TOML file, named as the lesson's modules elsewhere.
"""
