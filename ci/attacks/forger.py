"""Reads a golden into records that an attack can change, and writes them back with all digests right.

From golden/FORMAT.md alone. The writer is that of the fixtures, Tests/Fixtures/Trajectory/make_fixtures.py, which
shares nothing with Sources/Trajectory.
"""

import copy
import importlib.util
import json
import pathlib
import struct
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def fixtures():
    """The writer, as a module."""
    place = ROOT / "Tests/Fixtures/Trajectory/make_fixtures.py"
    spec = importlib.util.spec_from_file_location("make_fixtures", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


writer = fixtures()


def read(path):
    """The trial of the golden at `path`."""
    data = pathlib.Path(path).read_bytes()
    length, = struct.unpack_from("<I", data, 12)
    header = json.loads(data[16:16 + length])
    columns = header["columns"]
    detail = {0: "none", 2: "predictions", 3: "logits"}.get(len(columns["evaluation"]))
    if detail is None:
        detail = columns["evaluation"][0]
    trial = writer.Trial(
        labels=header.get("labels", 2), examples=header.get("developmentExamples", 1), detail=detail,
        columns=columns["step"], components=columns["anchor"])
    trial.header = header
    end = len(data) - 36
    footer = end - struct.unpack_from("<I", data, end)[0]
    trial.outcome = data[footer + 1]
    page_count, = struct.unpack_from("<I", data, footer + 78)
    for number in range(page_count):
        kind, _, rows, offset = struct.unpack_from("<BIIQ", data, footer + 82 + 17 * number)
        decode(trial, kind, rows, chunks(data, offset))
    return trial


def chunks(data, offset):
    count, offset = data[offset + 1], offset + 10
    found = []
    for _ in range(count):
        size, stored, _ = struct.unpack_from("<III", data, offset)
        body = data[offset + 12:offset + 12 + stored]
        found.append(body if stored == size else zlib.decompress(body, -15))
        offset += 12 + stored
    return found


def words(planes):
    return [a | b << 8 | c << 16 | d << 24 for a, b, c, d in zip(*planes)]


def decode(trial, kind, rows, parts):
    if kind == 1:
        columns = [words(parts[4 * i:4 * i + 4]) for i in range(len(trial.columns))]
        trial.steps += [list(row) for row in zip(*columns)]
    elif kind == 2:
        decode_evaluations(trial, rows, parts)
    elif kind == 3:
        width = 32 * len(trial.components)
        for row, done in enumerate(words(parts[:4])):
            digests = parts[4][row * width:(row + 1) * width]
            trial.anchors.append([done, [digests[i:i + 32] for i in range(0, width, 32)]])


def decode_evaluations(trial, rows, parts):
    done, counts = words(parts[:4]), words(parts[4:8])
    size, values = trial.bytes_of_predictions(), trial.labels * trial.examples
    bits, width = 0, (trial.labels - 1).bit_length()
    logits = [0x80000000] * values
    stored = words(parts[9:13]) if "logits" in trial.detail else []
    for row in range(rows):
        predictions = b""
        if "predictions" in trial.detail:
            bits ^= int.from_bytes(parts[8][row * size:(row + 1) * size], "little")
            predictions = bytes(
                bits >> width * e & (1 << width) - 1 for e in range(trial.examples))
        now = []
        for place, word in enumerate(stored[row * values:(row + 1) * values]):
            change = word >> 1 if word % 2 == 0 else -(word + 1 >> 1)
            logits[place] = (logits[place] + change) % 2 ** 32
            now.append(logits[place] & 0x7FFFFFFF if logits[place] >> 31 else 0xFFFFFFFF - logits[place])
        trial.evaluations.append([
            done[row], counts[row * trial.counts:(row + 1) * trial.counts], predictions, now])


def write(trial, path, **changes):
    """Writes `trial`; `changes` are those of the writer's `File`, which break a rule of the format."""
    pathlib.Path(path).write_bytes(trial.bytes(**changes))


def changed(trial, change):
    """A copy of `trial` that `change` was done to."""
    other = copy.deepcopy(trial)
    change(other)
    return other


def forge(source, target, change):
    """Writes the golden `source` with a change, and all digests right, to `target`."""
    write(changed(read(source), change), target)


def forge_losses(path):
    """Changes every loss of the golden at `path`."""

    def change(trial):
        for row in trial.steps:
            row[0] ^= 1

    forge(path, path, change)
