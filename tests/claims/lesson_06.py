"""The numbers in the prose of lesson 06."""

from tests.recount import Claim

DEFINITIONS: tuple[str, ...] = ()
CLAIMS: tuple[Claim, ...] = ()
