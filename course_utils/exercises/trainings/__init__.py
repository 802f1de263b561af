"""What exercises share whose answer trains a network, or prepares one for training."""

from course_utils.exercises.trainings import epoch_symptoms, network_symptoms

__all__ = ["epoch_symptoms", "network_symptoms"]  # imported, so that their symptoms come first
