"""Servers on loopback that answer as a case wants, and what they have."""

import hashlib
import pathlib
import re
import socket
import ssl
import sys
import threading

PLACE = pathlib.Path(sys.argv[1])

NAME = "somebody/tiny"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b'{"model_type": "bert"}\n',
    "tokenizer_config.json": b"{}\n",
    "vocab.txt": b"[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n",
    # Digests of counters: as many bytes as curl hands on in several pieces.
    "model.safetensors": b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(20_000)),
}
WEIGHTS = FILES["model.safetensors"]


class Server:
    """One request a connection; `answer` is called with the request, and writes to the connection."""

    def __init__(self):
        self.requests, self.answer = [], None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(PLACE / "server.pem", PLACE / "server.key")
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection = self.listener.accept()[0]
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as link:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += link.recv(65536) or b"\r\n\r\n"
                request = Request(link, head.decode("latin-1"))
                self.requests.append(request)
                self.answer(request)
        except (OSError, ssl.SSLError):
            pass  # the program went away, as it may


class Request:
    def __init__(self, link, head):
        lines = head.split("\r\n")
        self.link, self.path = link, lines[0].split(" ")[1]
        self.fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        self.file = self.path.rsplit("/", 1)[-1]

    def send(self, status, fields=(), body=b""):
        lines = [f"HTTP/1.1 {status} Said", *fields, "Connection: close", "", ""]
        self.link.sendall("\r\n".join(lines).encode() + body)

    def whole(self, body, tag='"one"', fields=()):
        self.send(200, [f"Content-Length: {len(body)}", f"ETag: {tag}", *fields], body)

    def part(self, body, start, tag='"one"', place=None, length=None):
        rest = body[start:]
        place = place or f"bytes {start}-{len(body) - 1}/{len(body)}"
        self.send(206, [
            f"Content-Length: {len(rest) if length is None else length}", f"Content-Range: {place}", f"ETag: {tag}"],
            rest)

    def lead(self, location, status=302):
        self.send(status, [f"Location: {location}", "Content-Length: 0"])

    @property
    def start(self):
        """Where the wanted part begins; 0 for all."""
        match = re.fullmatch(r"bytes=(\d+)-", self.fields.get("range", ""))
        return int(match[1]) if match else 0


def honest(request, files=FILES, tag='"one"'):
    """As a good server answers: parts too, where the file is the one that was asked for."""
    body = files.get(request.file)
    if body is None:
        request.send(404, ["Content-Length: 0"])
    elif request.start and request.fields.get("if-range") == tag:
        request.part(body, request.start, tag)
    else:
        request.whole(body, tag)


def weights(answer):
    """Answers the request for the weights so, and others honestly."""
    return lambda request: (answer if request.file == "model.safetensors" else honest)(request)


def dropped(request):
    """Half of the file, and then nothing."""
    request.send(200, [f"Content-Length: {len(WEIGHTS)}", 'ETag: "one"'], WEIGHTS[:len(WEIGHTS) // 2])
