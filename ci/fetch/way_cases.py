"""Redirects, and what surrounds the program: authorities, settings, proxies, links."""

import json
import os
import re
import subprocess

from bench import LIMIT_SECONDS, case
from server import FILES, NAME, WEIGHTS, Server, honest, weights

OTHER = Server()
OTHER.answer = honest


def refused_way(name, location, said):
    @case(f"a redirect {name}")
    def _(it):
        OTHER.requests = []
        place = location(it) if callable(location) else location
        it.run(weights(lambda r: r.lead(place)), 3, said)
        it.expect(not OTHER.requests, "the other server was asked")
        it.expect_none()
        it.run(honest, 0)
        it.expect_fetched()


refused_way("to HTTP", lambda it: f"http://localhost:{it.server.port}/x", "no address of HTTPS")
refused_way("to a file", "file:///etc/passwd", "no address of HTTPS")
refused_way("to another port here", f"https://127.0.0.1:{OTHER.port}/m", "no public address")
refused_way("to another port here, by name", f"https://localhost:{OTHER.port}/m", "no public address")
refused_way("to this machine in IPv6", f"https://[::1]:{OTHER.port}/m", "no public address")
refused_way("to IPv4 in IPv6", f"https://[::ffff:127.0.0.1]:{OTHER.port}/m", "no public address")
refused_way("to an address in one number", f"https://2130706433:{OTHER.port}/m", "no address")
refused_way("with a user", lambda it: f"https://me:secret@localhost:{it.server.port}/x", "names a user")
refused_way("to itself", "model.safetensors", "leads back to")
refused_way("to nowhere", "", "leads back to")


@case("a redirect in a circle")
def _(it):
    it.run(weights(lambda r: r.lead("/a/model.safetensors" if "/x/" in r.path else r.path.replace("/a/", "/b/")
           if "/a/" in r.path else "/a/model.safetensors")), 3, "leads back to")
    it.run(honest, 0)


@case("a redirect without a place")
def _(it):
    it.run(weights(lambda r: r.send(302, ["Content-Length: 0"])), 3, "does not say where")
    it.run(honest, 0)


def chain(length):
    def answer(request):
        match = re.fullmatch(r"/hop/(\d+)/model.safetensors", request.path)
        hop = int(match[1]) if match else 0
        if hop == length:
            honest(request)
        else:
            request.lead(f"/hop/{hop + 1}/model.safetensors", status=[301, 302, 303, 307, 308][hop % 5])
    return weights(answer)


@case("five redirects are followed, six are not")
def _(it):
    it.run(chain(6), 3, "leads on after 5 redirects")
    it.expect_none()
    it.run(chain(5), 0)
    it.expect_fetched()


@case("redirects relative to an address")
def _(it):
    def answer(request):
        if "/resolve/" in request.path:
            request.lead("../../cache/./model.safetensors?signed=1")
        else:
            it.expect(request.path == f"/x/{NAME}/cache/model.safetensors?signed=1", request.path)
            honest(request) if request.path.endswith("?signed=1") else request.send(500)
    FILES["model.safetensors?signed=1"] = WEIGHTS
    it.run(lambda r: answer(r) if "safetensors" in r.file else honest(r), 0)
    del FILES["model.safetensors?signed=1"]
    it.expect_fetched()


@case("a server that nobody vouches for")
def _(it):
    it.run(honest, 2, "does not show who it is", ca=False)
    it.expect(not it.server.requests, "it was asked")


@case("curl's own settings are not read")
def _(it):
    (it.home / ".curlrc").write_text("insecure\noutput = taken\nproxy = http://127.0.0.1:1\n")
    it.run(honest, 2, "does not show who it is", ca=False)
    it.run(honest, 0)
    it.expect_fetched()


@case("proxies of the environment are not asked")
def _(it):
    proxy = "http://127.0.0.1:1"
    it.run(honest, 0, environment={name: proxy for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")})
    it.expect_fetched()


@case("a mirror by the environment")
def _(it):
    words = [word for word in it.words() if word != "--mirror" and not word.startswith("https://")]
    it.server.answer = honest
    result = subprocess.run(
        words, capture_output=True, text=True, timeout=LIMIT_SECONDS, cwd=it.folder,
        env=it.environment(SEEDPROOF_MIRROR=f"https://localhost:{it.server.port}/x/"))
    it.expect(result.returncode == 0, result.stderr)
    it.expect_fetched()


@case("no curl")
def _(it):
    it.run(honest, 64, "apt-get install curl", environment={"PATH": str(it.home)})


OLD = "curl 7.29.0 (x) libcurl/7.29.0"
for title, text, said in [
    ("an old curl", f"{OLD}\nProtocols: http https", "7.59"),
    ("an old library of curl", f"{OLD.replace('7.29', '8.1', 1)}\nProtocols: http https", "curl 7.29 is too old"),
    ("a curl without HTTPS", f"{OLD.replace('7.29', '8.1')}\nProtocols: file http", "does not speak HTTPS"),
    ("what is no curl", "hello", "does not say which version"),
]:
    @case(title)
    def _(it, text=text, said=said):
        program = it.home / "curl"
        program.write_text(f"#!/bin/sh\necho '{text}'\n")
        program.chmod(0o755)
        it.run(honest, 64, said, environment={"PATH": str(it.home)})
        it.expect(not it.server.requests, "the server was asked")


@case("a path is asked for as it is")
def _(it):
    seen = []

    def answer(request):
        if request.path.startswith("/x/"):
            return request.lead("/a/%2e%2e/b/model.safetensors")
        seen.append(request.path)
        honest(request)
    it.run(weights(answer), 0)
    it.expect(seen == ["/a/%2e%2e/b/model.safetensors"], seen)


@case("links and folders in the place of files")
def _(it):
    precious = it.home / "precious"
    precious.write_text("precious")
    for name in ("config.json.partial", "config.json.tag.partial"):
        (it.out / name).symlink_to(precious)
        it.run(honest, 64, "is a link")
        (it.out / name).unlink()
    os.link(precious, it.out / "config.json.partial")
    it.run(honest, 64, "second name")
    (it.out / "config.json.partial").unlink()
    it.run(honest, 0)
    (it.out / "vocab.txt").unlink()
    (it.out / "vocab.txt").mkdir()
    it.run(honest, 64)
    it.expect(precious.read_text() == "precious", "a precious file was written to")


@case("wrong use")
def _(it):
    for name in ("..", "a/b/c", "a/..", "a b", "a?b", "a/b#c", "a%2fb"):
        it.run(honest, 64, name=name, more=["--quiet"])
    for revision in ("..", "a/b", "a?b", "-x"):
        it.run(honest, 64, more=[f"--revision={revision}"])
    record = it.out / "fetched.json"
    kept = record.read_text()
    for revision in ("../../../other/model/resolve/main", "main?", "a b"):
        record.write_text(json.dumps(json.loads(kept) | {"revision": revision}))
        it.run(honest, 3, "is no record of fetched files")
    record.write_text(kept)
    it.list.write_text("no digest\n")
    it.run(honest, 64, "is no digest of a file")
    it.expect(not it.server.requests, "it was asked")
