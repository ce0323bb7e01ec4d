"""What can be on a disk after a power cut, worked out from the log that record.c has written.

The rules are those of a journalling file system on a disk that writes sectors of 512 octets:

- What a sync covers, the operations logged before its begin, is there when the sync has ended.
- Creating, removing and renaming files, and changing their sizes, are metadata. They survive in the
  order in which they happened, up to some point; a sync of a file takes that point behind the
  file's own metadata, and a sync of the directory behind what happened in it.
- Names are worth less than that on some systems: without a sync of the directory a file that has
  been synced may be there under no name, and one that has been removed may be back.
- Of data that has not been synced each sector may be there or not, in whatever order it was
  written. A sector has what the system's cache had at some moment.
- Data in a part of a file that is only there by metadata that did not survive is gone. A part that
  has been added to a file and whose data did not survive reads as zeros.
"""

import math
import struct
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

SECTOR = 512

HEADER = struct.Struct("=IIQQQ")


class Kind(IntEnum):
    """As in record.c."""

    START = 0
    CREATE = 1
    TEMPORARY = 2
    WRITE = 3
    TRUNCATE = 4
    ALLOCATE = 5
    SYNC_BEGIN = 6
    SYNC_END = 7
    UNLINK = 8
    RENAME = 9
    REPLY = 10
    UNKNOWN = 11


class Event(NamedTuple):
    kind: Kind
    pid: int
    inode: int
    offset: int
    payload: bytes


def read_log(path):
    log = path.read_bytes()
    events = []
    position = 0
    while position < len(log):
        octets, kind, pid, inode, offset = HEADER.unpack_from(log, position)
        position += HEADER.size
        payload = log[position : position + octets]
        position += octets
        events.append(Event(Kind(kind), pid, inode, offset, payload))
    return events


@dataclass
class Change:
    """Of a file: data written to it, or with data None a new size."""

    seq: int
    offset: int  # or the new size
    data: bytes = None
    is_metadata: bool = True

    @property
    def end(self):
        return self.offset + len(self.data)


def sectors(change):
    return range(change.offset // SECTOR, (change.end + SECTOR - 1) // SECTOR)


def resize(content, size):
    if size < len(content):
        del content[size:]
    else:
        content.extend(bytes(size - len(content)))


@dataclass
class File:
    born: int
    settled: bytearray = field(default_factory=bytearray)  # what is on the disk for certain
    changes: list = field(default_factory=list)  # what may be there besides
    size: int = 0  # with all changes

    def write(self, seq, offset, data):
        end = offset + len(data)
        self.changes.append(Change(seq, offset, data, end > self.size))
        self.size = max(self.size, end)

    def resize(self, seq, size):
        self.changes.append(Change(seq, size))
        self.size = size

    def settle(self, seq):
        """Everything before seq is on the disk. Returns the last metadata there was among it."""
        count = sum(1 for change in self.changes if change.seq < seq)
        metadata = [c.seq for c in self.changes[:count] if c.is_metadata]
        for change in self.changes[:count]:
            if change.data is None:
                resize(self.settled, change.offset)
            else:
                if change.end > len(self.settled):
                    resize(self.settled, change.end)
                self.settled[change.offset : change.end] = change.data
        del self.changes[:count]
        return max(metadata, default=self.born)

    def content(self, metadata, keeps):
        """With metadata up to a seq, and of the data what keeps(change, sector) says."""
        latest = {}  # of each sector the last change that was kept; older ones are under it
        for change in self.changes:
            if change.data is not None:
                for sector in sectors(change):
                    if keeps(change, sector):
                        latest[sector] = change.seq
        content = bytearray(self.settled)
        limit = math.inf
        for change in self.changes:
            survives = change.seq <= metadata
            if change.data is None:
                if survives:
                    resize(content, change.offset)
                else:
                    # What is written behind this size from now on is in blocks that got lost.
                    limit = min(limit, change.offset)
                continue
            if survives and change.end > len(content):
                resize(content, change.end)
            self.put(content, change, min(change.end, len(content), limit), latest)
        return bytes(content)

    @staticmethod
    def put(content, change, end, latest):
        for sector in sectors(change):
            begin = max(sector * SECTOR, change.offset)
            stop = min((sector + 1) * SECTOR, end)
            if begin < stop and latest.get(sector, -1) >= change.seq:
                data = change.data[begin - change.offset : stop - change.offset]
                content[begin:stop] = data


class Volume:
    """The directory on the disk: what is there for certain, and what may be."""

    def __init__(self, inode):
        self.inode = inode
        self.files = {}  # by inode; a number is used again after its file has gone
        self.names = {}  # that are there for certain
        self.renamings = []  # (seq, name, file or None), that may be there
        self.metadata = []  # the seqs of all that may be there
        self.settled = -1  # metadata up to here is there, names apart
        self.begun = {}  # the sync of each process

    def apply(self, seq, event):
        match event.kind:
            case Kind.CREATE:
                self.files[event.inode] = File(seq)
                self.name(seq, event.payload, self.files[event.inode])
            case Kind.TEMPORARY:
                self.files[event.inode] = None
            case Kind.WRITE | Kind.TRUNCATE | Kind.ALLOCATE:
                self.change(seq, event)
            case Kind.SYNC_BEGIN:
                self.begun[event.pid] = (seq, event.inode)
            case Kind.SYNC_END:
                self.end_sync(*self.begun.pop(event.pid))
            case Kind.UNLINK:
                self.name(seq, event.payload, None)
            case Kind.RENAME:
                old, new = event.payload.split(b"\0")
                file = self.names_until(seq)[old.decode()]
                self.name(seq, new, file)
                self.name(seq, old, None)
            case Kind.UNKNOWN:
                raise AssertionError(f"not recorded: {event.payload.decode()}")

    def name(self, seq, name, file):
        self.renamings.append((seq, name.decode(), file))
        self.metadata.append(seq)

    def change(self, seq, event):
        file = self.files[event.inode]
        if file is None:
            return  # a temporary file, which no crash leaves behind
        if event.kind == Kind.WRITE:
            file.write(seq, event.offset, event.payload)
        elif event.kind == Kind.TRUNCATE or event.offset > file.size:
            file.resize(seq, event.offset)
        else:
            return
        if file.changes[-1].is_metadata:
            self.metadata.append(seq)

    def end_sync(self, begin, inode):
        if inode == self.inode:
            before = [seq for seq, _name, _file in self.renamings if seq < begin]
            self.names = self.names_until(begin)
            self.renamings = self.renamings[len(before) :]
            self.settle(max(before, default=-1))
        elif self.files[inode] is not None:
            self.settle(self.files[inode].settle(begin))

    def settle(self, metadata):
        self.settled = max(self.settled, metadata)
        self.metadata = [seq for seq in self.metadata if seq > self.settled]

    def names_until(self, metadata):
        names = dict(self.names)
        for seq, name, file in self.renamings:
            if seq > metadata:
                break
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file
        return names

    def writes(self):
        """The seqs of the data that may be there, in order."""
        files = {id(file): file for file in self.names_until(math.inf).values()}
        return sorted(c.seq for f in files.values() for c in f.changes if c.data is not None)

    def is_settled(self):
        return not self.metadata and not self.renamings and not self.writes()

    def disk(self, outcome):
        """Name and content of each file, if the power is cut now and this is the outcome."""
        names = self.names_until(outcome.metadata if outcome.names else -1)
        return {n: f.content(outcome.metadata, outcome.keeps) for n, f in names.items()}


@dataclass
class Outcome:
    """What becomes of all that may be on the disk."""

    what: str
    metadata: float  # up to here it survives
    keeps: object  # whether a change's data in a sector does
    names: bool = True  # they survive with the metadata, not only by syncs of the directory


def nothing(volume):
    return Outcome("nothing", volume.settled, lambda change, sector: False, names=False)


def everything(_volume):
    return Outcome("everything", math.inf, lambda change, sector: True)


def everything_without_names(_volume, _random):
    return Outcome("all but names", math.inf, lambda change, sector: True, names=False)


def data_without_metadata(volume, _random):
    return Outcome("data without metadata", volume.settled, lambda change, sector: True)


def metadata_without_data(_volume, _random):
    return Outcome("metadata without data", math.inf, lambda change, sector: False)


def up_to_an_instant(volume, random):
    end = random.choice([volume.settled, *volume.metadata, *volume.writes()])
    return Outcome(f"all up to {end}", end, lambda change, sector: change.seq <= end)


def later_data(volume, random):
    begin = random.choice(volume.writes() or [0])
    return Outcome(
        f"metadata, and data from {begin}", math.inf, lambda change, sector: change.seq >= begin
    )


def all_but_one_write(volume, random):
    lost = random.choice(volume.writes() or [0])
    return Outcome(f"all but {lost}", math.inf, lambda change, sector: change.seq != lost)


def some_metadata(volume, random):
    return random.choice([volume.settled, *volume.metadata])


def some_writes(volume, random):
    share = random.random()
    kept = {seq for seq in volume.writes() if random.random() < share}
    metadata = some_metadata(volume, random)
    return Outcome(
        f"writes {sorted(kept)}, metadata up to {metadata}",
        metadata,
        lambda change, sector: change.seq in kept,
    )


def some_sectors(volume, random):
    share = random.random()
    metadata = some_metadata(volume, random)
    return Outcome(
        f"{share:.2f} of the sectors, metadata up to {metadata}",
        metadata,
        lambda change, sector: random.random() < share,
    )


RANDOM_OUTCOMES = (
    everything_without_names,
    data_without_metadata,
    metadata_without_data,
    up_to_an_instant,
    later_data,
    all_but_one_write,
    some_writes,
    some_writes,
    some_sectors,
    some_sectors,
)


def outcomes(volume, random, count):
    """Some of the disks that a cut now can leave: the two extreme ones, and count others."""
    yield nothing(volume)
    if volume.is_settled():
        return
    yield everything(volume)
    for _number in range(count):
        yield random.choice(RANDOM_OUTCOMES)(volume, random)
