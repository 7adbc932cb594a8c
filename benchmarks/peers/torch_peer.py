"""PyTorch's side of the comparison; see README.md beside the benchmarks.

    /usr/bin/python3 torch_peer.py --threads 2

Reads the name of a work per line. For each it times one sample (as many calls as fill SAMPLE seconds,
at least one, after a warm-up when the name is new) and prints the seconds per call as one line, or
"unsupported", or "error" and what went wrong. "about" prints what this is. The end of the input ends
it.
"""

import argparse
import os
import re
import sys
import time

SAMPLE = 0.3
FC_BATCH = 64


def options():
    parser = argparse.ArgumentParser(description="times PyTorch, one work per line of input")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warmup", type=float, default=1, help="seconds before a new work is timed")
    return parser.parse_args()


OPTIONS = options()
# OpenBLAS has threads of its own and reads their number once, when it is loaded.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(OPTIONS.threads)

import torch  # noqa: E402
from torch.nn import functional as F  # noqa: E402

import networks  # noqa: E402


def labels(n):
    return torch.arange(n) % 10


def numbers(text, count):
    """Positive integers joined by hyphens."""
    parts = [int(n) for n in text.split("-")]
    if len(parts) != count:
        raise ValueError(f"{count} numbers were expected; got {text}")
    return parts


# ---- kernels ------------------------------------------------------------------------------------


class Convolution:
    """IN-OUT-SIDE and flags, the notation of ConvCase.java."""

    def __init__(self, text):
        sizes, *flags = text.split("_")
        c, k, side = numbers(sizes, 3)
        flag = {m[1]: int(m[2]) for m in (re.fullmatch("([bks])([0-9]+)", f) for f in flags) if m}
        n, r, self.stride = flag.get("b", 64), flag.get("k", 3), flag.get("s", 1)
        self.transposed, self.groups = "t" in flags, c if "dw" in flags else 1
        self.pad = 0 if self.transposed else r // 2
        self.x = torch.randn(n, c, side, side)
        rows, columns = (c, k) if self.transposed else (k, c)
        self.w = torch.randn(rows, columns // self.groups, r, r)
        self.gy = torch.randn(self.forward().shape)

    def forward(self):
        f = F.conv_transpose2d if self.transposed else F.conv2d
        return f(self.x, self.w, stride=self.stride, padding=self.pad, groups=self.groups)

    def gradients(self):
        both = [self.stride, self.stride], [self.pad, self.pad], [1, 1]
        return torch.ops.aten.convolution_backward(
            self.gy, self.x, self.w, None, *both, self.transposed, [0, 0], self.groups,
            [True, True, False],
        )


def product(text):
    """[BATCHx]M-N-K-AB, the notation of MatmulCase.java."""
    batch, shape = re.fullmatch("(?:([0-9]+)x)?(.*)", text).groups()
    sizes, stored = shape[:-3], shape[-2:]
    m, n, k = numbers(sizes, 3)
    outer = (int(batch),) if batch else ()
    a = torch.randn(*outer, *((k, m) if stored[0] == "t" else (m, k)))
    b = torch.randn(*outer, *((n, k) if stored[1] == "t" else (k, n)))
    a = a.transpose(-1, -2) if stored[0] == "t" else a
    b = b.transpose(-1, -2) if stored[1] == "t" else b
    return lambda: torch.matmul(a, b)


def fully_connected(which, text):
    """One of the three products of a linear layer IN-OUT at batch 64."""
    into, out = numbers(text, 2)
    x, w, gy = torch.randn(FC_BATCH, into), torch.randn(out, into), torch.randn(FC_BATCH, out)
    return {
        "fc-forward": lambda: torch.mm(x, w.t()),
        "fc-input-gradient": lambda: torch.mm(gy, w),
        "fc-weight-gradient": lambda: torch.mm(gy.t(), x),
    }[which]


def fourier(which, side):
    x, transfer = torch.randn(64, side, side), torch.rand(side, side // 2 + 1)
    spectra, size = torch.fft.rfft2(x), (side, side)
    return {
        "rfft2": lambda: torch.fft.rfft2(x),
        "irfft2": lambda: torch.fft.irfft2(spectra, s=size),
        "fft-filter": lambda: torch.fft.irfft2(torch.fft.rfft2(x) * transfer, s=size),
    }[which]


# ---- steps --------------------------------------------------------------------------------------


def forward(network, n):
    net = getattr(networks, network)().eval()
    x, t = torch.randn(n, 1, 28, 28), torch.full((n,), 0.5)
    return (lambda: net(x, t)) if network == "seed" else (lambda: net(x, t, labels(n)))


def seed_step(n):
    """The score of the linear process, the loss of the noise, Adam 1e-3."""
    net, images = networks.seed(), torch.randn(n, 1, 28, 28)
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, foreach=True)

    @torch.enable_grad()
    def step():
        t, noise = 1 - torch.rand(n), torch.randn_like(images)
        signal = (1 - 0.999 * t)[:, None, None, None]
        h, s = signal.sqrt(), (1 - signal).sqrt()
        estimate = -s * net(h * images + s * noise, t)
        loss = F.mse_loss(estimate, noise)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        return loss.item()

    return step


def small_step(n):
    """v of the cosine process, clipped gradients, Adam 2e-3, averaged weights."""
    net, images, classes = networks.small(), torch.randn(n, 1, 28, 28), labels(n)
    weights = list(net.parameters())
    adam = torch.optim.Adam(weights, lr=2e-3, foreach=True)
    average = [w.detach().clone() for w in weights]
    start = torch.tensor(0.008 / 1.008 * torch.pi / 2).cos()

    @torch.enable_grad()
    def step():
        t = (torch.arange(n) + torch.rand(n)) / n
        noise = torch.randn_like(images)
        power = (torch.cos(torch.pi / 2 * (t + 0.008) / 1.008) / start).square()
        signal = (1e-4 + (1 - 1e-4) * power)[:, None, None, None]
        h, s = signal.sqrt(), (1 - signal).sqrt()
        loss = F.mse_loss(net(h * images + s * noise, t, classes), h * noise - s * images)
        adam.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1)
        adam.step()
        with torch.no_grad():
            torch._foreach_mul_(average, 0.998)
            torch._foreach_add_(average, [w.detach() for w in weights], alpha=0.002)
        return loss.item()

    return step


# ---- the protocol -------------------------------------------------------------------------------


def work(name):
    """A function to time, or None."""
    family, _, shape = name.partition("/")
    if family == "conv-forward":
        return Convolution(shape).forward
    if family == "conv-gradients":
        return Convolution(shape).gradients
    if family == "gemm":
        return product(shape)
    if family.startswith("fc-"):
        return fully_connected(family, shape)
    if family in ("rfft2", "irfft2", "fft-filter"):
        return fourier(family, int(shape))
    if family in ("seed-forward", "small-forward"):
        return forward(family.partition("-")[0], int(shape))
    if family == "seed-train-step":
        return seed_step(int(shape))
    if family == "small-train-step":
        return small_step(int(shape))
    return None


def repeat(call, seconds):
    """Calls until the time is filled; seconds per call."""
    calls, spent = 0, 0.0
    while calls == 0 or spent < seconds:
        begin = time.perf_counter()
        call()
        spent += time.perf_counter() - begin
        calls += 1
    return spent / calls


def about():
    """Version, threads, and the libraries that do the work."""
    with open("/proc/self/maps") as maps:
        files = {os.path.basename(line.split()[-1]) for line in maps if "/" in line}
    kernels = sorted(f for f in files if re.match("lib(openblas|dnnl|mkl_core|blas)", f))
    threads = torch.get_num_threads()
    return f"PyTorch {torch.__version__} ({', '.join(kernels) or 'built in'}), {threads} threads"


def main():
    torch.set_num_threads(OPTIONS.threads)
    torch.set_grad_enabled(False)  # steps enable what they need
    answer, sys.stdout = sys.stdout, sys.stderr
    name, call = None, None
    for line in iter(sys.stdin.readline, ""):
        wanted = line.strip()
        try:
            if wanted == "about":
                print(about(), file=answer, flush=True)
                continue
            if wanted != name:
                name, call = wanted, None
                call = work(wanted)
                if call is not None:
                    repeat(call, OPTIONS.warmup)
            text = "unsupported" if call is None else repr(repeat(call, SAMPLE))
        except Exception as e:
            name, text = None, "error " + " ".join(f"{type(e).__name__}: {e}".split())
        print(text, file=answer, flush=True)


if __name__ == "__main__":
    main()
