"""Bodies, lengths, digests and statuses."""

import gzip
import hashlib
import json
import os
import resource
import signal
import subprocess
import threading

from bench import LIMIT_SECONDS, case, digest_list
from server import COMMIT, FILES, NAME, WEIGHTS, dropped, honest, weights


HALF = len(WEIGHTS) // 2


@case("an honest server")
def _(it):
    (it.out / "fetched.json").unlink()
    result = it.run(honest, 0, more=["--json"])
    it.expect(len(it.server.requests) == 8, "not 8 files are asked for")
    document = json.loads(result.stdout)
    it.expect([file["state"] for file in document["files"]] == ["fetched"] * 4, result.stdout)
    it.expect(all(file["trust"] == "list" for file in document["files"]), result.stdout)
    it.expect_fetched()
    record = json.loads((it.out / "fetched.json").read_text())
    it.expect({file["name"]: file["sha256"] for file in record["files"]} ==
              {name: hashlib.sha256(body).hexdigest() for name, body in FILES.items()}, "the record is wrong")
    it.run(honest, 0, digests=False)
    it.expect(not it.server.requests, "what is there is asked for again")
    it.expect(all("identity" == request.fields["accept-encoding"] for request in it.server.requests), "coding")


@case("the commit of a branch is recorded, and asked for from then on")
def _(it):
    def answer(request):
        body = FILES.get(request.file)
        if body is None:
            return request.send(404, ["Content-Length: 0"])
        request.whole(body, fields=[f"X-Repo-Commit: {COMMIT}"])
    it.run(answer, 0)
    it.expect(it.server.requests[0].path == f"/x/{NAME}/resolve/main/config.json", it.server.requests[0].path)
    it.expect(all(COMMIT in request.path for request in it.server.requests[1:]), "main is asked for again")
    it.expect(json.loads((it.out / "fetched.json").read_text())["revision"] == COMMIT, "the record has no commit")
    it.run(honest, 0, more=["--revision", "main"])
    it.run(honest, 64, "holds revision", more=["--revision", "f" * 40])


@case("a dropped connection goes on")
def _(it):
    it.run(weights(dropped), 2, "the same command goes on")
    it.expect_none()
    it.expect((it.out / "model.safetensors.partial").stat().st_size == len(WEIGHTS) // 2, "half is not kept")
    result = it.run(honest, 0, more=["--json"])
    states = {file["file"]: file["state"] for file in json.loads(result.stdout)["files"]}
    it.expect(states["model.safetensors"] == "resumed" and states["config.json"] == "present", states)
    it.expect(it.asked()[0].start == len(WEIGHTS) // 2 and it.asked()[0].fields["if-range"] == '"one"', "no part")
    it.expect_fetched()


def halted(it):
    """A program that has got a part of the weights and waits for more, and what lets the server go on."""
    half, gone = threading.Event(), threading.Event()

    def answer(request):
        dropped(request)
        half.set()
        gone.wait(LIMIT_SECONDS)
    it.server.answer = weights(answer)
    process = subprocess.Popen(
        it.words(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=it.folder, env=it.environment())
    it.expect(half.wait(LIMIT_SECONDS), "the weights are not asked for")
    partial = it.out / "model.safetensors.partial"
    # The bytes are on their way through two processes: a look costs nothing and waits for no time.
    while process.poll() is None and not (partial.exists() and partial.stat().st_size > 0):
        os.sched_yield()
    return process, gone


for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
    @case(f"a process that was ended by {number.name} goes on")
    def _(it, number=number):
        process, gone = halted(it)
        process.send_signal(number)
        process.communicate()
        gone.set()
        it.expect_none()
        it.run(honest, 0)
        it.expect(it.asked()[0].start > 0, "it begins anew")
        it.expect_fetched()


@case("two at once in one folder")
def _(it):
    process, gone = halted(it)
    it.run(honest, 64, "another process fetches into this folder")
    it.expect(not it.server.requests, "a server is asked")
    gone.set()
    it.expect(process.wait(LIMIT_SECONDS) == 2, "the first does not see that its connection broke")
    process.communicate()
    it.run(honest, 0)
    it.expect_fetched()


@case("a full disk goes on")
def _(it):
    def bounded():
        # Stands for the full disk: the system refuses to let any file grow further.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, HALF))
    it.run(honest, 64, "model.safetensors.partial: File too large", before=bounded)
    it.expect_none()
    result = it.run(honest, 0, more=["--json"])
    it.expect('"resumed"' in result.stdout, "it begins anew")
    it.expect_fetched()


@case("another file by now comes whole")
def _(it):
    it.run(weights(dropped), 2)
    changed = FILES | {"model.safetensors": WEIGHTS[::-1]}
    it.list.write_text(digest_list(changed))
    it.run(lambda request: honest(request, changed, '"two"'), 0)
    it.expect(it.asked()[0].start > 0, "no part is asked for")
    it.expect_fetched(changed)


@case("a weak tag is not gone on with")
def _(it):
    it.run(weights(lambda r: r.send(
        200, [f"Content-Length: {len(WEIGHTS)}", 'ETag: W/"one"'], WEIGHTS[:1000])), 2)
    it.run(honest, 0)
    it.expect(it.asked()[0].start == 0, "a part is asked for")
    it.expect_fetched()


def endless(request, fields=()):
    request.send(200, fields)
    while True:
        request.link.sendall(b"x" * 65536)


for title, fields, said in [
    ("without a length", [], "does not say how long"),
    ("in chunks", ["Transfer-Encoding: chunked"], "does not say how long"),
    ("of a length beyond all bounds", ["Content-Length: 999999999999"], "more than the 8589934592 accepted"),
    ("of a length of 20 digits", ["Content-Length: 99999999999999999999"], ""),
    ("of two lengths", ["Content-Length: 5", "Content-Length: 6"], ""),
]:
    @case(f"an endless body {title}")
    def _(it, fields=fields, said=said):
        it.run(weights(lambda r: endless(r, fields)), 3, said)
        it.expect_none()
        it.expect(not (it.out / "model.safetensors.partial").exists(), "its beginning is kept")
        it.run(honest, 0)
        it.expect_fetched()


@case("a head without end")
def _(it):
    def answer(request):
        request.link.sendall(b"HTTP/1.1 200 Said\r\n")
        for index in range(1 << 20):
            request.link.sendall(b"X-%d: %s\r\n" % (index, b"y" * 1000))
    it.run(weights(answer), 3, "head of the server's answer is too long")
    it.run(honest, 0)


@case("interim answers without end")
def _(it):
    def answer(request):
        while True:
            request.link.sendall(b"HTTP/1.1 103 Said\r\n\r\n" * 1000)
    result = it.run(weights(answer), None)
    it.expect(result.returncode in (2, 3), f"status {result.returncode}")
    it.expect_none()
    it.run(honest, 0)


@case("no answer of HTTP")
def _(it):
    it.run(weights(lambda r: r.link.sendall(b"hello\r\n\r\n")), 2)
    it.run(weights(lambda r: None), 2)
    it.run(honest, 0)


@case("fewer bytes than named, each time")
def _(it):
    # Without a tag every call begins anew.
    answer = weights(lambda r: r.send(200, [f"Content-Length: {len(WEIGHTS)}"], WEIGHTS[:500]))
    it.run(answer, 2)
    it.run(answer, 2)
    it.run(honest, 0)
    it.expect_fetched()


@case("more bytes than named")
def _(it):
    it.run(weights(lambda r: r.send(200, ["Content-Length: 1000"], WEIGHTS)), 3, "nothing was replaced")
    it.run(honest, 0)
    it.expect_fetched()


@case("a coding that was not asked for")
def _(it):
    it.run(weights(lambda r: r.whole(WEIGHTS, fields=["Content-Encoding: gzip"])), 3, "as 'gzip'")
    it.run(weights(lambda r: r.whole(gzip.compress(WEIGHTS), fields=["Content-Encoding: gzip"])), 3, "as 'gzip'")
    it.run(weights(lambda r: r.whole(gzip.compress(WEIGHTS))), 3, "nothing was replaced")
    it.run(weights(lambda r: r.whole(WEIGHTS, fields=["Content-Encoding: \x1b[2J"])), 3, "not asked for")
    it.run(honest, 0)
    it.expect_fetched()


@case("a wrong digest")
def _(it):
    other = hashlib.sha256(WEIGHTS[::-1]).hexdigest()
    it.run(lambda r: honest(r, FILES | {"model.safetensors": WEIGHTS[::-1]}), 3, f"sent SHA-256 {other}, and "
           f"{hashlib.sha256(WEIGHTS).hexdigest()} is expected by the list of --digests")
    it.expect_none()
    it.run(honest, 0)
    it.expect_fetched()


@case("a repository that names another digest")
def _(it):
    it.run(weights(lambda r: r.whole(WEIGHTS, fields=[f'X-Linked-Etag: "{"ab" * 32}"'])), 3, "its repository names")
    it.expect_none()
    it.run(honest, 0)


@case("a web page")
def _(it):
    it.run(weights(lambda r: r.whole(b"<!DOCTYPE html><html>log in</html>")), 3, "web page")
    it.expect_none()
    it.run(honest, 0)


@case("a file that changed here")
def _(it):
    it.run(honest, 0)
    (it.out / "vocab.txt").write_text("mine\n")
    it.run(honest, 3, "move it away", digests=False)
    it.expect((it.out / "vocab.txt").read_text() == "mine\n", "it was replaced")
    (it.out / "vocab.txt").unlink()
    it.run(honest, 0)
    it.expect_fetched()


@case("a file of unknown origin")
def _(it):
    (it.out / "config.json").write_text("{}")
    it.run(honest, 64, "nothing says what it must be", digests=False)
    it.expect((it.out / "config.json").read_text() == "{}", "it was replaced")


@case("a digest that is not known, on a private server")
def _(it):
    it.run(honest, 64, "give the digests by --digests", digests=False)
    it.expect_none("config.json")


@case("no file")
def _(it):
    it.run(lambda r: r.send(404, ["Content-Length: 0"]), 2, "has no config.json")
    it.run(weights(lambda r: r.send(404, ["Content-Length: 0"])), 2, "has no model.safetensors")
    it.run(lambda r: r.send(404) if r.file == "vocab.txt" else honest(r), 0)


@case("a known file that the server lacks")
def _(it):
    it.list.write_text(digest_list(FILES | {"added_tokens.json": b"{}"}))
    it.run(honest, 2, "no added_tokens.json at revision main, though its digest is known")


for number, words in [(401, "open to all"), (403, "open to all"), (429, "later"), (500, "later"), (204, ""), (304, "")]:
    @case(f"status {number}")
    def _(it, number=number, words=words):
        it.run(lambda r: r.send(number, ["Content-Length: 0"]), 2, words)
        it.run(honest, 0)
