"""Parts of a file, asked for or not."""

from bench import case
from server import WEIGHTS, dropped, honest, weights

HALF = len(WEIGHTS) // 2


for title, answer in [
    ("of another place", lambda r: r.part(WEIGHTS, r.start, place=f"bytes 0-{HALF - 1}/{len(WEIGHTS)}")),
    ("of a longer file", lambda r: r.part(
        WEIGHTS + b"x", r.start, place=f"bytes {r.start}-{len(WEIGHTS)}/{len(WEIGHTS) + 1}")),
    ("that ends early", lambda r: r.part(
        WEIGHTS[:-1], r.start, place=f"bytes {r.start}-{len(WEIGHTS) - 2}/{len(WEIGHTS)}")),
    ("without a place", lambda r: r.send(206, [f"Content-Length: {HALF}", 'ETag: "one"'], WEIGHTS[HALF:])),
    ("of another length", lambda r: r.part(WEIGHTS, r.start, length=10)),
    ("of another tag", lambda r: r.part(WEIGHTS, r.start, tag='"two"')),
    ("with a place of no numbers", lambda r: r.part(WEIGHTS, r.start, place="bytes a-b/c")),
]:
    @case(f"a part {title}")
    def _(it, answer=answer):
        it.run(weights(dropped), 2)
        it.run(weights(answer), 3, "part")
        it.expect_none()
        it.run(honest, 0)
        it.expect(it.asked()[0].start == 0, "it does not begin anew")
        it.expect_fetched()


@case("a part of other bytes has another digest")
def _(it):
    it.run(weights(dropped), 2)
    it.run(weights(lambda r: r.part(WEIGHTS[::-1], r.start)), 3, "nothing was replaced")
    it.expect_none()
    it.run(honest, 0)
    it.expect_fetched()


@case("a part that nobody asked for")
def _(it):
    it.run(weights(lambda r: r.part(WEIGHTS, 10)), 3, "sends a part, and all was asked for")
    it.expect_none()
    it.run(honest, 0)
    it.expect_fetched()


@case("no such part (416) begins anew")
def _(it):
    it.run(weights(dropped), 2)
    it.run(weights(lambda r: r.send(416, ["Content-Length: 0"]) if r.start else honest(r)), 0)
    it.expect([request.start > 0 for request in it.asked()] == [True, False], "not two requests")
    it.expect_fetched()


@case("416 for the whole")
def _(it):
    it.run(weights(lambda r: r.send(416, ["Content-Length: 0"])), 2, "status 416")
    it.run(honest, 0)


@case("a server that ignores what part is asked for")
def _(it):
    it.run(weights(dropped), 2)
    it.run(weights(lambda r: r.whole(WEIGHTS)), 0)
    it.expect(it.asked()[0].start == HALF, "no part is asked for")
    it.expect_fetched()
