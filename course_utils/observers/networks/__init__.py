"""Networks and trainings that observers make and look at."""
