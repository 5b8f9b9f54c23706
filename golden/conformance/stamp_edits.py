"""Changes a time-stamp as a case of the suite says: its status, its imprint, its time, or its bytes.

A stamp that the suite has is a TimeStampResp in DER (RFC 3161, section 2.4.2). README lists the edits.
"""

import golden_edits

# `AlgorithmIdentifier` of SHA-256 with NULL, and the tag and length of the digest that follows it.
IMPRINT = bytes.fromhex("300d06096086480165030402010500" "0420")
# Tag and length of a GeneralizedTime of whole seconds.
TIME = bytes.fromhex("180f")


def der(tag, *parts):
    content = b"".join(parts)
    size = (len(content).bit_length() + 7) // 8
    length = bytes([len(content)]) if len(content) < 128 else (
        bytes([128 | size]) + len(content).to_bytes(size, "big"))
    return bytes([tag]) + length + content


def length_of_head(data):
    """Bytes of tag and length."""
    return 2 + (data[1] & 127 if data[1] > 127 else 0)


def after_status(response):
    """The token of a response of status 0 that says nothing else."""
    body = response[length_of_head(response):]
    if not body.startswith(bytes.fromhex("3003020100")):
        raise ValueError("a stamp of another status")
    return body[5:]


def response(token):
    """What an authority sends that stamped."""
    return der(0x30, der(0x30, der(2, b"\0")), token)


def of_status(response, number, *more):
    return der(0x30, der(0x30, der(2, bytes([number])), *more), after_status(response))


def with_text(response, size):
    """The same token, with words of the authority that make the response this long."""
    count = size
    while True:
        longer = of_status(response, 0, der(0x30, der(0x0c, b"x" * count)))
        if len(longer) == size:
            return longer
        count -= len(longer) - size


def put_after(data, mark, value):
    place = data.index(mark) + len(mark)
    if data[place:place + len(value)] == value:
        raise ValueError("it is so already")
    return data[:place] + value + data[place + len(value):]


EDITS = {
    "status": lambda data, value, imprint: of_status(data, value),
    "long": lambda data, value, imprint: with_text(data, value),
    "refused": lambda data, value, imprint: der(0x30, der(0x30, der(2, bytes([value])))),
    "genTime": lambda data, value, imprint: put_after(data, TIME, value.encode()),
    "imprint": lambda data, value, imprint: put_after(data, IMPRINT, imprint),
}


def edited(data, edits, imprint):
    """The bytes of a stamp after the edits; `imprint` is the digest of the statement beside which it lies."""
    for edit in edits:
        (name, value), = edit.items()
        if name in EDITS:
            data = EDITS[name](data, value, imprint)
        else:
            data = golden_edits.edited(data, [edit])
    return data
