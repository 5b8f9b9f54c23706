"""The work of ci/test-slurm: a cluster, a grid on it, what goes wrong, and the comparison."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = pathlib.Path(os.environ.get("SEEDPROOF", ROOT / ".build/release/seedproof"))
PLAN = """\
name: cluster
task: embedded/acceptability
model: embedded/tiny
protocol: { epochs: 20, learning_rate: 1e-3, max_length: 32, anchors_per_epoch: 5 }
seeds: { wi: 1...4, do: 1...4 }
"""
# Every character here means something to bash, to sbatch, or in the name of a log.
SHARED = "it's \"100%\" #1 $x"
CONFIGURATION = """\
ClusterName=seedproof
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={place}/munge.socket,cred_expire=5
CryptoType=crypto/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
SlurmdUser=root
StateSaveLocation={place}/state
SlurmdSpoolDir={place}/spool.%n
SlurmctldPidFile={place}/slurmctld.pid
SlurmdPidFile={place}/slurmd.%n.pid
SlurmctldLogFile={place}/slurmctld.log
SlurmdLogFile={place}/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SlurmdTimeout=10
ReturnToService=2
SchedulerParameters=sched_interval=2,batch_sched_delay=1
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1
PartitionName=short Nodes=n1,n2 Default=YES State=UP
PartitionName=long Nodes=n1,n2 State=UP
"""


def fail(text):
    sys.exit("ci/test-slurm: " + text)


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [made.getsockname()[1] for made in sockets]
    for made in sockets:
        made.close()
    return ports


def until(what, condition, seconds=120):
    """Waits for a condition, and returns what it gave."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            print("%6.1f s  %s" % (time.monotonic() - START, what), flush=True)
            return found
        time.sleep(0.25)
    fail("not within %d s: %s" % (seconds, what))


START = time.monotonic()


class Cluster:
    """Daemons in the foreground, so that each is a child of this process and is ended by its number."""

    def __init__(self, place):
        self.place = place
        self.daemons = {}
        self.environment = {**os.environ, "SLURM_CONF": str(place / "slurm.conf")}
        for name in [name for name in self.environment if name.startswith("SBATCH_")]:
            del self.environment[name]
        (place / "state").mkdir()
        (place / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], ports=free_ports(3), place=place))
        (place / "munge.key").write_bytes(os.urandom(128))
        (place / "munge.key").chmod(0o600)
        self.start("munged", "munged", "--foreground", "--force", "--num-threads=2", "--key-file=%s/munge.key" % place,
                   "--socket=%s/munge.socket" % place, "--pid-file=%s/munged.pid" % place,
                   "--log-file=%s/munged.log" % place, "--seed-file=%s/munged.seed" % place)
        until("munged listens", (place / "munge.socket").exists)
        self.start("slurmctld", "slurmctld", "-D", "-i")
        for node in ("n1", "n2"):
            self.start(node, "slurmd", "-D", "-N", node)
        until("both nodes are idle", lambda: self.states() == ["idle", "idle"])

    def start(self, name, *words):
        path = shutil.which(words[0], path="/usr/sbin:/usr/bin:/sbin:/bin")
        with open(self.place / (name + ".out"), "ab") as out:
            self.daemons[name] = subprocess.Popen(
                [path, *words[1:]], env=self.environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    def kill(self, name, number=signal.SIGKILL):
        daemon = self.daemons.pop(name)
        daemon.send_signal(number)
        daemon.wait(timeout=60)

    def end(self):
        for name in list(self.daemons)[::-1]:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.kill(name, signal.SIGTERM)

    def run(self, *words):
        """The exit status, what was written, and the errors."""
        done = subprocess.run(
            [str(word) for word in words], env=self.environment, cwd=self.place, capture_output=True, text=True,
            timeout=900)
        return done.returncode, done.stdout, done.stderr

    def states(self):
        return sorted(self.run("sinfo", "--noheader", "--Node", "--partition=short", "--format=%t")[1].split())

    def tasks(self, job):
        """The state and the node of each task that is in the queue, by index."""
        text = self.run("squeue", "--noheader", "--array", "--jobs=" + job, "--format=%K|%T|%N|%A")[1]
        return {int(line[0]): line[1:] for line in (line.split("|") for line in text.splitlines())}


def expect(what, found, status, words=""):
    if found[0] != status or words not in found[1] + found[2]:
        fail("%s: exit %d, not %d, with '%s'\n%s%s" % (what, found[0], status, words, found[1], found[2]))
    print("%6.1f s  %s: exit %d" % (time.monotonic() - START, what, status), flush=True)


def wrong_use(cluster, words):
    expect("array too large", cluster.run(*words, "--array-size", "5000"), 64, "at most 1001 tasks")
    expect("no such partition", cluster.run(*words, "--sbatch", "--partition=none"), 64, "refused by sbatch")


def running(cluster, job, other_than=(), node=None):
    """The index and the node of a task that runs and has written half a golden."""
    for index, (state, place, _) in cluster.tasks(job).items():
        half = golden(cluster, index)
        is_there = any(half.parent.glob(half.name + "*")) and not half.exists()
        if state == "RUNNING" and is_there and index not in other_than and node in (None, place):
            return index, place
    return None


def worker(cluster, index):
    """The number of the process that runs the shard of this index; the cluster started it."""
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().decode(errors="replace").split("\0")
            if str(cluster.place / SHARED) in words and "%d/16" % (index + 1) in words:
                return int(path.parent.name)
    return None


def golden(cluster, index):
    return cluster.place / SHARED / ("trials/wi=%03d,do=%03d.golden" % (1 + index // 4, 1 + index % 4))


def disturb(cluster, job):
    """Cancels a task, requeues another, and takes the daemon from under a third, whose process stalls."""
    index, _ = until("a task runs", lambda: running(cluster, job))
    expect("task %d is cancelled" % index, cluster.run("scancel", "%s_%d" % (job, index)), 0)
    seen = [index]
    index, _ = until("another task runs", lambda: running(cluster, job, seen))
    expect("task %d is requeued" % index, cluster.run("scontrol", "requeue", "%s_%d" % (job, index)), 0)
    seen.append(index)
    index, _ = until("a task runs on n2", lambda: running(cluster, job, seen, "n2"))
    process = worker(cluster, index)
    if process is None:
        fail("task %d runs, and no process has its shard" % index)
    os.kill(process, signal.SIGSTOP)
    try:
        cluster.kill("n2")
        until("n2 is down, and the process of task %d sleeps" % index,
              lambda: any(state.startswith("down") for state in cluster.states()), 180)
        until("task %d runs on n1 too" % index,
              lambda: cluster.tasks(job).get(index, [])[:2] == ["RUNNING", "n1"], 600)
        until("its golden is there", golden(cluster, index).exists, 300)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)
    print("%6.1f s  the process that slept wakes" % (time.monotonic() - START), flush=True)
    cluster.start("n2", "slurmd", "-D", "-N", "n2")
    until("n2 is back", lambda: not any(state.startswith("down") for state in cluster.states()), 180)


def compare(place):
    whole = {path.name: path.read_bytes() for path in (place / "whole/trials").iterdir()}
    paths = list((place / SHARED / "trials").iterdir())
    shared = {path.name: path.read_bytes() for path in paths if path.suffix == ".golden"}
    rest = [path.name for path in paths if path.suffix != ".golden"]
    if len(whole) != 16 or whole != shared or rest:
        differing = [name for name in whole if whole[name] != shared.get(name)]
        fail("goldens that differ or are missing: %s; left over: %s" % (differing, rest))


def main(place):
    cluster = Cluster(place)
    try:
        (place / "plan.yaml").write_text(PLAN)
        words = [PROGRAM, "grid", "plan.yaml", "--out", SHARED, "--engine", "slurm", "--json", "--quiet"]
        wrong_use(cluster, words)
        expect("alone", cluster.run(PROGRAM, "grid", "plan.yaml", "--out", "whole", "--quiet"), 0, "16 run")
        comment = 'a "b" \\ #1 \'c\''
        submitted = cluster.run(*words, "--sbatch", "--partition=long", "--sbatch", "--comment=" + comment)
        expect("submitted", submitted, 0)
        job = json.loads(submitted[1])["job"]
        shown = cluster.run("scontrol", "show", "job", job)[1]
        for text in ("Partition=long", "Comment=" + comment, "Requeue=1", "JobName=seedproof-cluster"):
            if text not in shown:
                fail("Slurm did not take '%s':\n%s" % (text, shown))
        expect("submitted twice", cluster.run(*words), 64, "still in Slurm's queue")
        with subprocess.Popen([*map(str, words), "--wait"], env=cluster.environment, cwd=place, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as waiting:
            disturb(cluster, job)
            written = waiting.communicate(timeout=600)
        ended = "1 of 16 trials have no golden, and job %s has ended" % job
        expect("waited for", (waiting.returncode, *written), 2, ended)
        expect("submitted again", cluster.run(*words, "--wait"), 0, '"missing":0')
        expect("nothing is missing", cluster.run(*words), 0, '"job":null')
        compare(place)
        logs = sorted((place / SHARED / "slurm").glob("*.log"))
        print("16 of 16 goldens equal those of one process; %d logs" % len(logs))
    finally:
        cluster.end()


if __name__ == "__main__":
    if not PROGRAM.exists():
        fail("build first: swift build -c release")
    if "--keep" in sys.argv[1:]:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="seedproof-slurm-"))
        print(folder)
        main(folder)
    else:
        with tempfile.TemporaryDirectory(prefix="seedproof-slurm-", ignore_cleanup_errors=True) as name:
            main(pathlib.Path(name))
