"""What the tests of hostile peers share comes from elsewhere."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# The servers and wire clients of the client and fault tests, the transcripts of the dialogue tests.
sys.path[:0] = [str(TESTS), *(str(TESTS / name) for name in ("clients", "faults", "dialogue"))]

pytest_plugins = ["figures"]
