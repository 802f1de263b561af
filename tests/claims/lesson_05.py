"""The numbers in the prose of lesson 05."""

from tests.recount import Claim

DEFINITIONS: tuple[str, ...] = ()
CLAIMS: tuple[Claim, ...] = ()
