"""The servers come from tests/clients."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "clients"))

from servers import Pillarbox  # noqa: E402


@pytest.fixture
def make_box(tmp_path):
    """Starts servers with the given settings; they end with the test."""
    boxes = []

    def make(*settings):
        folder = tmp_path / f"box{len(boxes)}"
        folder.mkdir()
        boxes.append(Pillarbox(folder, *settings))
        return boxes[-1]

    yield make
    for box in boxes:
        box.stop()
        shutil.rmtree(box.folder)
