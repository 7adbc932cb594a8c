"""The processes that compare times: how each is started, what it answers, and who was quiet."""

import fnmatch
import os
import subprocess
import tempfile
import time

import our_java
from our_java import Failed

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "..", "target")
JARS = {
    "ours": our_java.JAR,
    "djl": os.path.normpath(os.path.join(TARGET, "peers", "benchmarks.jar")),
}
MAINS = {
    "ours": "dev.ornstein.benchmarks.peers.OurSide",
    "djl": "dev.ornstein.benchmarks.libtorch.DjlSide",
}
BUILDS = {
    "ours": our_java.BUILD,
    "djl": f"{our_java.BUILD} -Ppeers",
}
# What was set for other programs must not hold an opponent back.
CLEARED = ("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "NVPL_", "BLIS_", "DNNL_", "ONEDNN_", "ATEN_")
# PyTorch's networks use two sets of threads, OpenMP's and OpenBLAS's, and where there is no core to
# spare, one spins in the other's way while it waits: up to three times slower. Single kernels use one.
NETWORKS = ("seed-*", "small-*")
SLEEPERS = {"OMP_WAIT_POLICY": "PASSIVE", "OPENBLAS_THREAD_TIMEOUT": "20"}
# A processor with AVX-512 as one without it: 256-bit vectors and sixteen registers, for all sides. These are
# the names by which HotSpot, and then OpenBLAS, MKL, oneDNN (old and new) and PyTorch itself know that.
AVX2_JAVA = ("-XX:UseAVX=2",)
AVX2 = {
    "OPENBLAS_CORETYPE": "Haswell",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "DNNL_MAX_CPU_ISA": "AVX2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
}
# Seconds before a work is timed. C2 compiles a method when it was called 5000 times; what a step of a
# network calls some ten times is not before the hundredth step.
WARMUP, WARMUP_OF_NETWORKS = 5, 20
# What kernels of ours are called through is compiled after 1500 calls, by a thread that a sample would
# share its processors with: so often they are called before the first one, if 20 s are enough.
CALLS = 2000


def newest(*jars):
    """Either build has our side; an older one would time what the sources were."""
    return max((j for j in jars if os.path.exists(j)), key=os.path.getmtime, default=jars[0])


def is_network(work):
    return any(fnmatch.fnmatch(work, glob) for glob in NETWORKS)


def command(side, work, given):
    kind, _, threads = side.partition(":")
    count = ["--threads", threads or str(given.threads)]
    if kind == "torch":
        warmup = [] if given.warmup is None else ["--warmup", str(given.warmup)]
        return [given.python, os.path.join(HERE, "torch_peer.py"), *count, *warmup]
    if kind not in JARS:
        raise Failed(f"--sides takes ours, torch and djl, got {side}")
    jar = newest(*JARS.values()) if kind == "ours" else JARS[kind]
    more = AVX2_JAVA if given.avx2 else ()
    line = our_java.command(given.jdk, jar, MAINS[kind], more, BUILDS[kind])
    warmup = given.warmup
    if warmup is None:
        warmup = WARMUP_OF_NETWORKS if is_network(work) else WARMUP
    calls = CALLS if kind == "ours" and given.warmup is None else 0
    return line + [*count, "--warmup", str(warmup), "--calls", str(calls), "--kernels", given.kernels]


def environment(side, work, given):
    """Cleared of what was meant for others; for PyTorch, set to what is fastest."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(CLEARED)}
    clean["OPT_OUT_TRACKING"] = "true"
    kind, _, threads = side.partition(":")
    crowded = int(threads or given.threads) >= len(os.sched_getaffinity(0))
    if kind == "torch" and is_network(work) and crowded and not given.plain:
        clean.update(SLEEPERS)
    if given.avx2:
        clean.update(AVX2)
    return clean


class Side:
    """A process that answers lines."""

    def __init__(self, name, given, work=""):
        self.name, self.errors = name, tempfile.TemporaryFile("w+")
        try:
            self.process = subprocess.Popen(
                command(name, work, given), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=self.errors, env=environment(name, work, given), text=True,
            )
        except OSError as e:
            raise Failed(f"{name} does not start: {e}") from e
        self.about = self.ask("about")

    def ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self.errors.seek(0)
            last = "".join(self.errors.readlines()[-5:]).strip()
            raise Failed(f"{self.name} ended at “{line}”:\n{last}")
        return answer.strip()

    def number(self, line):
        answer = self.ask(line)
        if answer.startswith("error"):
            raise Failed(f"{self.name} ended “{line}” with {answer}")
        return float(answer)

    def cpu(self):
        """Seconds of processor time so far."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.errors.close()


class Idleness:
    """Whether those whose turn it was not, and everyone else, kept quiet."""

    def __init__(self):
        self.wall, self.others, self.waiting = 0.0, 0.0, {}

    @staticmethod
    def busy():
        with open("/proc/stat") as stat:
            ticks = [int(t) for t in stat.readline().split()[1:9]]
        return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")

    def watch(self, side, sides, call):
        """Runs a call during which only one side should work."""
        before, busy, begin = [s.cpu() for s in sides], self.busy(), time.monotonic()
        answer = call()
        wall = time.monotonic() - begin
        used = [s.cpu() - b for s, b in zip(sides, before)]
        self.wall += wall
        self.others += max(0, self.busy() - busy - sum(used))
        for s, u in zip(sides, used):
            if s is not side:
                idle, cpu = self.waiting.get(s.name, (0, 0))
                self.waiting[s.name] = idle + wall, cpu + u
        return answer

    def report(self):
        for name, (wall, cpu) in self.waiting.items():
            print(f"while others worked, {name} used {cpu / wall:.3f} of a core")
        others = self.others / self.wall if self.wall else 0
        print(f"processes that do not belong here used {others:.2f} cores"
              + (": DO NOT TRUST THESE FIGURES" if others > 0.1 else ""))


class Peak(Side):
    """A loop of multiply–adds on registers, on as many threads as our side. What it reaches swings by a
    tenth with the clock and the host, so it takes its turn beside each sample of ours."""

    NAME, WORK = "peak", "peak/1"

    def __init__(self, ours, given):
        super().__init__(ours, given)
        self.name = self.NAME
        self.gflop = self.number(f"gflop {self.WORK}")
        self.take()  # begins with the warm-up

    def take(self):
        """Seconds of a run."""
        return self.number(self.WORK)
