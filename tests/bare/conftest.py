"""What the tests on a bare machine share comes from elsewhere."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / name) for name in ("newcomer", "clients", "faults", "supers", "operator")]
