"""The two networks in PyTorch, as it would be written for speed.

Seed 0's U-Net is that of the golden tests, without what those need for their comparison. The small
U-Net follows mnist/src/main/java/dev/ornstein/mnist/net/SmallUNet.java block by block, with the same
names. `python3 networks.py` prints the numbers of parameters.
"""

import math
import os
import sys

import torch
from torch import nn
from torch.nn import functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../mnist/src/test/golden"))
sys.dont_write_bytecode = True
import make_golden as golden  # noqa: E402

# The golden tests compute in double precision, keep an account of every ReLU's and maximum's
# distance to a change of decision, and round the grid. None of that belongs in a measurement.
torch.set_default_dtype(torch.float32)
assert all(callable(getattr(golden, name)) for name in ("relu", "halved", "rounded"))
golden.relu = torch.relu_
golden.halved = lambda x: F.max_pool2d(x, 2)
golden.rounded = lambda t: t

SEED_PARAMETERS = 54_461_057
SMALL_PARAMETERS = 461_169


class SeedUNet(golden.ScoreEstimator):
    """Seed 0's network; the encoding of positions is not copied for every image."""

    def __init__(self):
        super().__init__(32)

    def forward(self, x, t):
        n, _, h, w = x.shape
        time = self.time_encoder(t)[:, :, None, None].expand(-1, -1, h, w)
        position = self.position_encoder().expand(n, -1, -1, -1)
        return self.denoiser(torch.cat((x, time, position), 1))


def norm(channels):
    return nn.GroupNorm(min(8, channels), channels)


def zero(layer):
    for p in layer.parameters():
        nn.init.zeros_(p)
    return layer


class ResBlock(nn.Module):
    def __init__(self, a, b, features):
        super().__init__()
        self.norm1, self.conv1 = norm(a), nn.Conv2d(a, b, 3, padding=1)
        self.emb = nn.Linear(features, 2 * b)
        self.norm2, self.conv2 = norm(b), zero(nn.Conv2d(b, b, 3, padding=1))
        self.skip = nn.Identity() if a == b else nn.Conv2d(a, b, 1)

    def forward(self, x, e):
        scale, shift = self.emb(e)[:, :, None, None].chunk(2, 1)
        h = self.conv1(F.silu(self.norm1(x)))
        h = torch.addcmul(shift, self.norm2(h), 1 + scale)
        return self.skip(x) + self.conv2(F.silu(h))


class SelfAttention(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.proj = zero(nn.Conv2d(channels, channels, 1))

    def forward(self, x):
        n, c, h, w = x.shape
        d = c // self.heads
        q, k, v = self.qkv(x).view(n, 3, self.heads, d, h * w).unbind(1)
        weights = ((q / math.sqrt(d)).transpose(2, 3) @ k).softmax(3)
        return self.proj((v @ weights.transpose(2, 3)).reshape(x.shape))


class AttentionBlock(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.norm, self.attention = norm(channels), SelfAttention(channels, heads)

    def forward(self, x):
        return x + self.attention(self.norm(x))


class SmallUNet(nn.Module):
    def __init__(self, w=16, classes=10):
        super().__init__()
        e = 8 * w
        self.time1, self.time2 = nn.Linear(4 * w, e), nn.Linear(e, e)
        self.label = nn.Embedding(classes + 1, e)
        self.stem = nn.Conv2d(1, w, 3, padding=1)
        self.down1, self.halve1 = ResBlock(w, w, e), nn.Conv2d(w, 2 * w, 3, 2, 1)
        self.down2, self.halve2 = ResBlock(2 * w, 2 * w, e), nn.Conv2d(2 * w, 4 * w, 3, 2, 1)
        self.mid1, self.attention = ResBlock(4 * w, 4 * w, e), AttentionBlock(4 * w, 4)
        self.mid2, self.mid3 = ResBlock(4 * w, 4 * w, e), ResBlock(4 * w, 4 * w, e)
        self.double2 = nn.ConvTranspose2d(4 * w, 2 * w, 2, stride=2)
        self.up2a, self.up2b = ResBlock(4 * w, 2 * w, e), ResBlock(2 * w, 2 * w, e)
        self.double1 = nn.ConvTranspose2d(2 * w, w, 2, stride=2)
        self.up1 = ResBlock(2 * w, w, e)
        self.norm, self.head = norm(w), zero(nn.Conv2d(w, 1, 3, padding=1))
        self.frequencies = 1000 * torch.exp(torch.arange(2 * w) / (2 * w) * -math.log(10000))

    def forward(self, x, t, labels):
        angle = t[:, None] * self.frequencies
        s = torch.cat((angle.sin(), angle.cos()), 1)
        e = F.silu(self.time2(F.silu(self.time1(s))) + self.label(labels))
        x1 = self.down1(self.stem(x), e)
        x2 = self.down2(self.halve1(x1), e)
        h = self.mid1(self.halve2(x2), e)
        h = self.mid3(self.mid2(self.attention(h), e), e)
        h = self.up2b(self.up2a(torch.cat((self.double2(h), x2), 1), e), e)
        h = self.up1(torch.cat((self.double1(h), x1), 1), e)
        return self.head(F.silu(self.norm(h)))


def parameters(net):
    return sum(p.numel() for p in net.parameters())


def checked(net, count):
    """The network, if it is as large as ours."""
    assert parameters(net) == count, f"{type(net).__name__}: {parameters(net)}, not {count}"
    return net


def seed():
    return checked(SeedUNet(), SEED_PARAMETERS)


def small():
    return checked(SmallUNet(), SMALL_PARAMETERS)


if __name__ == "__main__":
    print("seed", parameters(SeedUNet()))
    print("small", parameters(SmallUNet()))
