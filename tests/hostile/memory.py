"""What is in the memory of a running process, and whether a password is."""

import base64

# Far more than either program ever uses: what is larger is a sanitizer's bookkeeping.
LARGEST = 1 << 30
PIECE = 1 << 24
# Searched for are pieces of a password, every few octets one: any eleven in a row hold one of them.
FRAGMENT = 8
STEP = 4


def fragments(octets):
    return {octets[i : i + FRAGMENT] for i in range(0, len(octets) - FRAGMENT + 1, STEP)}


def forms(password):
    """All that would give a password away: its octets, and its base64 wherever it begins."""
    password = password.encode()
    found = fragments(password)
    for before in range(3):
        text = base64.b64encode(bytes(before) + password)
        # Only the digits that the password alone decides.
        found |= fragments(text[(before * 8 + 5) // 6 : (before + len(password)) * 8 // 6])
    return found


def regions(pid, writable):
    """(start, end, name) of each mapping that can be read; or only those that can be written."""
    with open(f"/proc/{pid}/maps") as maps:
        for line in maps:
            words = line.split(maxsplit=5)
            start, end = (int(number, 16) for number in words[0].split("-"))
            name = words[5].strip() if len(words) > 5 else ""
            if words[1].startswith("rw" if writable else "r") and name != "[vvar]" and end - start < LARGEST:
                yield start, end, name


def leaks(pid, password, writable=False):
    """Where in the process there is any of the password, each as a text; [] if nowhere."""
    wanted = forms(password)
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, name in regions(pid, writable):
            for place in range(start, end, PIECE):
                memory.seek(place)
                try:
                    octets = memory.read(min(PIECE, end - place))
                except OSError:
                    continue  # behind the end of a mapped file
                for form in wanted:
                    at = octets.find(form)
                    if at >= 0:
                        found.append(f"{form} at {place + at:#x} in {name or 'a mapping'}")
    return found
