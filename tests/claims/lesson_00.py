"""The numbers in the prose of lesson 00: none is from stored rows."""

CLAIMS = ()
DEFINITIONS = ("it would be right in 20 %",)
