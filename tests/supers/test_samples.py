"""The samples of two super-servers can be installed side by side."""

import re

from room import CONF

# What the comments and scripts make: cp -r FROM TO, ln -s FROM TO, install -d DIRECTORY.
MADE = re.compile(r"^(?:# +)?(?:cp -r|ln -s|install -d) .*?(/\S+)$", re.MULTILINE)


def made_by(folder):
    texts = [path.read_text() for path in folder.rglob("*") if path.is_file()]
    return {path for text in texts for path in MADE.findall(text)}


def test_names_do_not_collide():
    made = {folder.name: made_by(folder) for folder in CONF.iterdir() if folder.is_dir()}
    assert len(made["tcpserver"]) >= 6 and "/etc/pillarbox/s6-smtp" in made["s6"]
    owners = {}
    for kind, paths in made.items():
        for path in paths:
            owners.setdefault(path, []).append(kind)
    assert {path: kinds for path, kinds in owners.items() if len(kinds) > 1} == {}
