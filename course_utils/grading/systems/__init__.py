"""Marks brought back into a learning system: the file that it gave, filled and nothing else."""
