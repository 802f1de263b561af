"""Where the numbers in the prose of lesson 09 are from: it has none."""

CLAIMS = []
DEFINITIONS = []
