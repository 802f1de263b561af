"""Networks that the lessons use beside those that the learner builds, some of them trained."""
