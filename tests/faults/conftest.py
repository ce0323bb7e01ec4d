"""What the fault tests share comes from elsewhere."""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# The servers of the client tests: both programs under tcpserver on a fresh database.
sys.path[:0] = [str(TESTS), str(TESTS / "clients")]

pytest_plugins = ["figures"]
