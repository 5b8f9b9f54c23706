"""Success that nothing stands behind: the program cannot see its arguments, or is asked for help beside them."""

import os
import pathlib
import shutil
import subprocess
import sys

from altered import forge_losses
from bench import Outcome, kind

COMMANDS = [
    "demo", "train", "grid", "verify", "show", "diff", "accept", "analyze", "report", "export", "fetch", "devices",
    "bench", "tokenize", "streams", "audit"]


def goldens(bench):
    """A sound folder, and a copy of it in which every loss is forged."""
    sound, forged = bench.grid(), bench.grid()
    for path in sorted((forged / "trials").glob("*.golden")):
        forge_losses(path)
    return sound, forged


def verdicts(bench, name, run, sound, forged):
    """Whatever surrounds the program, the forged folder diverges, and the sound one is reproduced aloud."""
    result = run("verify", forged)
    yield bench.expect(f"{name}: forged", result.status == 1 and "diverged" in result.output, result)
    result = run("verify", sound)
    yield bench.expect(f"{name}: sound", result.status == 0 and "reproduced" in result.output, result)
    for words in (["verify", "/nonexistent"], [], ["streams"], ["verify", forged, "--help"]):
        result = run(*words)
        yield bench.expect(f"{name}: {words}", result.status == 64 and not result.output, result)


def can(*words):
    try:
        return subprocess.run(words, capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@kind("the program cannot read /proc")
def hidden_proc(bench):
    sound, forged = goldens(bench)
    for name, script in (
        ("without /proc", 'umount -l /proc; exec "$0" "$@"'),
        ("maps are masked", 'mount --bind /dev/null /proc/$$/maps; exec "$0" "$@"'),
        ("cmdline is masked", 'mount --bind /dev/null /proc/$$/cmdline; exec "$0" "$@"'),
        ("an empty /proc", 'mount -t tmpfs none /proc; exec "$0" "$@"'),
        ("no /proc and no environment", 'umount -l /proc; exec env -i "$0" "$@"'),
    ):
        prefix = ["unshare", "-m", "sh", "-c", script]
        if not can("unshare", "-m", "sh", "-c", script, "true"):
            yield Outcome.skipped(name, "needs root and a mount namespace")
            continue
        yield from verdicts(
            bench, name, lambda *words: bench.run(*words, prefix=prefix), sound, forged)


MOVES = {
    "environ is moved": """
        #include <stdlib.h>
        #include <string.h>
        extern char **environ;
        __attribute__((constructor)) static void move(void) {
          int n = 0;
          while (environ[n]) n++;
          char **copy = calloc(n + 2, sizeof *copy);
          for (int i = 0; i < n; i++) copy[i] = strdup(environ[i]);
          environ = copy;
        }""",
    "environ is grown": """
        #include <stdlib.h>
        __attribute__((constructor)) static void grow(void) { setenv("GROWN", "1", 1); }""",
    "environ is null": """
        extern char **environ;
        static char *none[] = {0};
        __attribute__((constructor)) static void clear(void) { environ = none; }""",
}

# A library that ends the process with success in the middle of its work. One that does so before the program's first
# instruction is out of the program's reach.
ENDS = {
    "exit(0) in place of the first thread": """
        #include <stdlib.h>
        int pthread_create(void *a, void *b, void *c, void *d) { exit(a || b || c || d ? 0 : 0); }""",
    "exit(0) when a file is looked at": """
        #include <stdlib.h>
        #include <sys/types.h>
        int fstat(int fd, void *s) { (void)s; exit(fd >= 0 ? 0 : 0); }
        ssize_t pread(int fd, void *b, size_t n, off_t o) { (void)b; (void)n; (void)o; exit(fd >= 0 ? 0 : 0); }""",
    "exit(0) after a while": """
        #include <pthread.h>
        #include <stdlib.h>
        #include <unistd.h>
        static void *end(void *unused) { usleep(60000); exit(0); return unused; }
        __attribute__((constructor)) static void begin(void) {
          pthread_t thread;
          pthread_create(&thread, 0, end, 0);
        }""",
}


def libraries(bench, sources):
    """Compiles each; None where there is no C compiler."""
    for name, source in sources.items():
        folder = bench.folder("library")
        (folder / "l.c").write_text(source)
        compiler = shutil.which("cc") or shutil.which("clang")
        built = compiler and can(
            compiler, "-shared", "-fPIC", "-o", str(folder / "l.so"), str(folder / "l.c"), "-lpthread")
        yield name, str(folder / "l.so") if built else None


@kind("a preloaded library moves or ends things")
def preloaded(bench):
    sound, forged = goldens(bench)
    for name, library in libraries(bench, MOVES):
        if not library:
            yield Outcome.skipped(name, "needs a C compiler")
            continue
        yield from verdicts(
            bench, name, lambda *words: bench.run(*words, environment={"LD_PRELOAD": library}), sound,
            forged)
    found = [*pathlib.Path("/usr/lib").glob("*/faketime/libfaketime*.so.1")]
    for library in found:
        for time in ("+1d", "-3650d", "@2000-01-01 00:00:00"):
            environment = {"LD_PRELOAD": str(library), "FAKETIME": time}
            yield from verdicts(
                bench, f"{library.name} {time}",
                lambda *words: bench.run(*words, environment=environment), sound, forged)
    if not found:
        yield Outcome.skipped("libfaketime", "the package faketime is not there")
    for name, library in libraries(bench, ENDS):
        if not library:
            yield Outcome.skipped(name, "needs a C compiler")
            continue
        for words in (["verify", forged], ["verify", sound]):
            result = bench.run(*words, environment={"LD_PRELOAD": library})
            # A program that is done before is not ended; and one that never asks is not, either.
            done = result.status == 0 and ("reproduced" in result.output)
            fair = result.status in (1, 70) or done and words[-1] != forged
            yield bench.expect(f"{name}: {'forged' if words[-1] == forged else 'sound'}", fair, result)


STARTER = """
import ctypes, os, sys
libc = ctypes.CDLL(None)
words = [os.fsencode(word) for word in sys.argv[2:]]
vector = (ctypes.c_char_p * (len(words) + 1))(*words, None)
environment = (ctypes.c_char_p * 1)(None)
libc.execve(os.fsencode(sys.argv[1]), vector, environment)
sys.exit(99)
"""


@kind("unusual argument vectors")
def vectors(bench):
    sound, forged = goldens(bench)

    def start(*words):
        """`words` are the whole vector, the name first."""
        done = subprocess.run(
            [sys.executable, "-c", STARTER, bench.program, *map(os.fsencode, map(str, words))],
            capture_output=True, cwd=bench.root, stdin=subprocess.DEVNULL, timeout=120)
        return done.returncode, done.stdout + done.stderr

    for name, words, status in (
        ("no vector at all", [], 64), ("an empty name only", [""], 64), ("a name only", ["x"], 64),
        ("an empty name, forged", ["", "verify", forged], 1), ("an empty name, sound", ["", "verify", sound], 0),
        ("another name, forged", ["--help", "verify", forged], 1), ("another name, sound", ["-h", "verify", sound], 0),
        ("an empty argument before", ["x", "", "verify", forged], 64),
        ("an empty argument after", ["x", "verify", forged, ""], 64),
        ("dashes", ["x", "--"], 64), ("dashes, then verify", ["x", "--", "verify", forged], 64),
        ("a single dash", ["x", "-"], 64), ("help as a file", ["x", "verify", "--", "--help"], 64),
        ("a response file", ["x", "@words"], 64), ("a response file after", ["x", "verify", "@words"], 64),
        ("many", ["x", "verify", *[forged] * 3], 64), ("a long one", ["x", "verify", "a" * 100000], 64),
    ):
        got, text = start(*words)
        told = status != 0 or b"reproduced" in text
        yield bench.expect(name, got == status and told, (got, text[-300:]))
    for name, word in (
        ("0xff", b"\xff"), ("a cut sequence", b"\xc3"), ("an overlong slash", b"\xc0\xaf"),
        ("a surrogate", b"\xed\xa0\x80"), ("latin-1", "caf\u00e9".encode("latin-1")),
    ):
        for words in ([word], [b"verify", word], [b"verify", os.fsencode(forged), b"--junit", word]):
            done = subprocess.run(
                [os.fsencode(bench.program), *words], capture_output=True, cwd=bench.root,
                stdin=subprocess.DEVNULL)
            yield bench.expect(
                f"{name} in {len(words)}", done.returncode == 64 and b"UTF-8" in done.stderr and not done.stdout,
                (done.returncode, done.stderr))


@kind("help beside other arguments")
def questions(bench):
    sound, forged = goldens(bench)
    for command in COMMANDS:
        for words in (
            [command, forged, "--help"], [command, "--help", forged], [command, forged, "-h"],
            [command, forged, "--version"], [command, "--version"], ["--help", command, forged],
            ["--version", command, forged], ["help", command, forged], [command, forged, "--help-hidden"],
            [command, forged, "--generate-completion-script", "bash"], [command, forged, "--experimental-dump-help"],
            [command, "-hh", forged], [command, forged, "--help=1"], [command, forged, "--json", "-h"],
        ):
            result = bench.run(*words)
            yield bench.expect(" ".join(map(str, words)), result.status == 64 and not result.output, result)
        for words in ([command, "--help"], [command, "-h"], ["help", command]):
            result = bench.run(*words)
            yield bench.expect(" ".join(words), result.status == 0 and "USAGE: seedproof" in result.output, result)
    for name in ("SAP_SHELL", "SAP_SHELL_VERSION", "SHELL", "COMP_LINE", "POSIXLY_CORRECT", "HELP", "LANG", "LC_ALL"):
        for value in ("bash", "zsh", "1", "C", ""):
            result = bench.run("verify", forged, environment={name: value})
            yield bench.expect(f"{name}={value}", result.status == 1, result)


@kind("streams that are closed, and verdicts nobody hears")
def streams(bench):
    sound, forged = goldens(bench)
    for redirection in (">&-", "<&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", "</"):
        prefix = ["sh", "-c", f'exec "$0" "$@" {redirection}']
        result = bench.run("verify", forged, prefix=prefix)
        yield bench.expect(f"forged {redirection}", result.status == 1, result)
        result = bench.run("verify", sound, prefix=prefix)
        lost = ">&-" in redirection.replace("2>&-", "") or redirection == ">/dev/full"
        yield bench.expect(f"sound {redirection}", result.status == (74 if lost else 0), result)
        for words in ([], ["--help", "x"], ["verify"]):
            result = bench.run(*words, prefix=prefix)
            yield bench.expect(f"{words} {redirection}", result.status == 64, result)
