"""Checking saved notebooks: learners' code in one process, answers in another."""
