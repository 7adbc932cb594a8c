"""Makes the golden files of the seed network with PyTorch, in double precision.

    python3 make_golden.py ../resources/golden

first-step.safetensors   one training step of the seed network with 2 base filters: loss, gradients,
                         output and running statistics
trajectory.safetensors   ten training steps (Adam 1e-3, mean squared error of the noise) with all
                         widths reduced: losses, all gradients of all steps, the state after
seed-width2.safetensors  a state dict of a briefly trained small network, with inputs and its output
                         in evaluation mode, stored beside it under "golden."
seed-width1-prefixed.safetensors   the same at width 1, names beginning with "score_estimator."
seed-classifier.safetensors   a state dict of the briefly trained classifier of noisy images, all
                         widths reduced, for images of 8x12; its input, its output and the gradient of
                         the labels' log-probabilities by the images, in evaluation mode

Training begins with numbers that both sides compute: `hashed` below. The gradient jumps where a ReLU
or a maximum changes its decision, and one changed decision moves some gradients by a hundredth. So
the images of each step are drawn again (the next "salt", which is in the file) until no decision is
closer than a margin above the rounding of float32: then both sides decide alike.
"""

import copy
import os
import sys

import numpy as np
import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../../../nn/src/test/golden"))
from golden_file import save  # noqa: E402

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

STEPS, BATCH, SAMPLED = 10, 24, 512

# The margins. With the seed's widths the sums of the fully connected layers are long, and a different
# order of the sums in an early normalisation moved a decision there at 4e-6.
FIRST_STEP, TRAJECTORY = 1.6e-5, 4e-6


def hashed(name, shape):
    """Numbers in [-1, 1) that depend on a name and a position: FNV-1a, then a 32-bit mix."""
    key = 0x811C9DC5
    for byte in name.encode():
        key = (key ^ byte) * 0x01000193 & 0xFFFFFFFF
    h = np.arange(int(np.prod(shape)), dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(key)
    h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    h = h ^ (h >> np.uint32(16))
    u = (h >> np.uint32(8)).astype(np.float64) / 2**23 - 1
    return torch.tensor(u).reshape(shape)


def rounded(t):
    return t.float().double()


class Decisions:
    """The smallest distance to a change of decision since the last reset."""

    margin = np.inf
    vector_rounding = 1  # of fully connected units, in roundings of convolutions

    @classmethod
    def note(cls, distance):
        if distance.numel() > 0:
            cls.margin = min(cls.margin, distance.min().item())


def relu(x):
    """Before fully connected units the norm divides by a small deviation: larger rounding."""
    Decisions.note(x.detach().abs() / (Decisions.vector_rounding if x.dim() == 2 else 1))
    return x.relu()


def halved(x):
    n, c, h, w = x.shape
    windows = x.detach().reshape(n, c, h // 2, 2, w // 2, 2).transpose(3, 4).reshape(-1, 4)
    best = windows.topk(2).values
    gaps = best[:, 0] - best[:, 1]
    # Among zeros of ReLU the choice does not matter, nor among equal values: those stand where
    # all inputs of the convolution before are zeros of ReLU.
    Decisions.note(gaps[(best[:, 0] > 0) & (gaps > 0)])
    return nn.functional.max_pool2d(x, 2)


class ConvBlock(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(a, b, 3, padding=1), nn.Conv2d(b, b, 3, padding=1)
        self.batchnorm1, self.batchnorm2 = nn.BatchNorm2d(b), nn.BatchNorm2d(b)

    def forward(self, x):
        x = relu(self.batchnorm1(self.conv1(x)))
        return relu(self.batchnorm2(self.conv2(x)))


class FCBlock(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(a, b), nn.Linear(b, b)
        self.batchnorm1, self.batchnorm2 = nn.BatchNorm1d(b), nn.BatchNorm1d(b)

    def forward(self, x):
        x = relu(self.batchnorm1(self.fc1(x)))
        return relu(self.batchnorm2(self.fc2(x)))


class Denoiser(nn.Module):
    def __init__(self, inputs, f, hidden, size=28):
        super().__init__()
        flat = 4 * f * (size // 4) ** 2
        self.conv1, self.conv3 = ConvBlock(inputs, f), ConvBlock(f, 2 * f)
        self.conv5 = ConvBlock(2 * f, 4 * f)
        self.fc7, self.fc8 = FCBlock(flat, hidden), FCBlock(hidden, flat)
        self.conv10 = ConvBlock(8 * f, 4 * f)
        self.upconv11 = nn.ConvTranspose2d(4 * f, 2 * f, 2, stride=2)
        self.conv12 = ConvBlock(4 * f, 2 * f)
        self.upconv13 = nn.ConvTranspose2d(2 * f, f, 2, stride=2)
        self.conv14 = ConvBlock(2 * f, f)
        self.conv15 = nn.Conv2d(f, 1, 1)

    def forward(self, x):
        full = self.conv1(x)
        half = self.conv3(halved(full))
        quarter = self.conv5(halved(half))
        x = self.fc8(self.fc7(quarter.flatten(1))).reshape(quarter.shape)
        x = self.conv10(torch.cat((x, quarter), 1))
        x = self.conv12(torch.cat((self.upconv11(x), half), 1))
        x = self.conv14(torch.cat((self.upconv13(x), full), 1))
        return self.conv15(x)


class TimeEncoder(nn.Module):
    def __init__(self, hidden, features):
        super().__init__()
        self.fc1, self.fc2 = FCBlock(1, hidden), FCBlock(hidden, hidden)
        self.fc3 = FCBlock(hidden, features)

    def forward(self, t):
        return self.fc3(self.fc2(self.fc1(t[:, None])))


class PositionEncoder(nn.Module):
    def __init__(self, hidden, features, size=28):
        super().__init__()
        self.conv1, self.conv2 = ConvBlock(3, hidden), ConvBlock(hidden, hidden)
        self.conv3 = ConvBlock(hidden, features)
        line = torch.linspace(-1, 1, size)
        down, along = line[:, None].expand(size, size), line[None, :].expand(size, size)
        self.grid = torch.stack((down, along, (down**2 + along**2).sqrt()))[None]

    def forward(self):
        return self.conv3(self.conv2(self.conv1(rounded(self.grid))))


class ScoreEstimator(nn.Module):
    def __init__(self, f, hidden=1024, time=(256, 32), position=(32, 32)):
        super().__init__()
        self.denoiser = Denoiser(1 + time[1] + position[1], f, hidden)
        self.time_encoder = TimeEncoder(*time)
        self.position_encoder = PositionEncoder(*position)

    def forward(self, x, t):
        n, _, h, w = x.shape
        time = self.time_encoder(t)[:, :, None, None].expand(-1, -1, h, w)
        position = self.position_encoder().repeat(n, 1, 1, 1)
        return self.denoiser(torch.cat((x, time, position), 1))


class Classifier(nn.Module):
    """Logarithms of softmax + 1e-4, renormalised."""

    def __init__(self, f, hidden, time, classes, height, width):
        super().__init__()
        self.time_encoder = TimeEncoder(*time)
        self.conv1, self.conv2 = ConvBlock(1 + time[1], f), ConvBlock(f, f)
        self.conv3 = ConvBlock(f, f)
        self.fc1 = FCBlock(f * height * width, hidden[0])
        self.fc2, self.fc3 = FCBlock(*hidden), FCBlock(hidden[1], classes)

    def forward(self, x, t):
        _, _, h, w = x.shape
        time = self.time_encoder(t)[:, :, None, None].expand(-1, -1, h, w)
        x = self.conv3(self.conv2(self.conv1(torch.cat((x, time), 1))))
        # A ReLU after each fully connected block, as in the seed.
        x = self.fc2(self.fc1(x.flatten(1)).relu()).relu()
        p = self.fc3(x).softmax(1) + 1e-4
        return (p / p.sum(1, keepdim=True)).log()


def fill(net, shift, spread):
    """Weights that make training well conditioned: float32 follows double for ten steps.

    Deep batch-normalised networks with close decisions are chaotic under Adam, whose first steps are
    the signs of the gradient. Shifts after convolutions keep most of their ReLUs open, and weights of
    four times the usual size, which the norms cancel, make steps of 1e-3 small. With these PyTorch's
    own float32 stays within 5e-5 of its double precision.
    """
    with torch.no_grad():
        for name, p in net.named_parameters():
            u = hashed(name, p.shape)
            if p.dim() > 1:
                u = u / np.sqrt(np.prod(p.shape[1:]))
                u = u if "conv15" in name else 4 * u
            elif "batchnorm" in name and name.endswith("weight"):
                u = 1 + 0.1 * u
            elif "batchnorm" in name:
                u = spread * u + (shift if ".conv" in name else 0)
            else:
                u = 0.1 * u
            p.copy_(rounded(u))


def batch(salt, n=BATCH):
    """Noisy images, times and the noise of one step; alpha-bar falls linearly from 1 to 0.001."""
    clean = rounded(hashed(f"x{salt}", (n, 1, 28, 28)) * 0.5 + 0.5)
    noise = rounded(hashed(f"e{salt}", (n, 1, 28, 28)) * np.sqrt(3))
    t = rounded(hashed(f"t{salt}", (n,)) * 0.5 + 0.5)
    a = (1 - 0.999 * t)[:, None, None, None]
    return rounded(a.sqrt() * clean + (1 - a).sqrt() * noise), t, noise


def step_with(net, adam, salt):
    """One training step; its loss and output, and the closest decision of it or of what follows.

    What follows: the position encoding after the step, which no batch can change.
    """
    Decisions.margin = np.inf
    x, t, noise = batch(salt)
    y = net(x, t)
    loss = (y - noise).square().mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    with torch.no_grad():
        copy.deepcopy(net.position_encoder)()
    return loss.item(), y.detach(), Decisions.margin


def sampled(t):
    """At most SAMPLED elements, evenly spread."""
    flat = t.detach().reshape(-1)
    return flat[:: max(1, -(-flat.numel() // SAMPLED))]


def train(net, steps, out, margin):
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    losses, salts = [], []
    grads = {name: [] for name, _ in net.named_parameters()}
    Decisions.margin = np.inf
    copy.deepcopy(net.position_encoder)()
    assert Decisions.margin > margin, "no batch can help: choose other first weights"
    for step in range(steps):
        salt = salts[-1] + 1 if salts else 0
        while step_with(*copy.deepcopy((net, adam)), salt)[2] < margin:
            salt += 1
        loss, y, _ = step_with(net, adam, salt)
        salts.append(salt)
        losses.append(loss)
        for name, p in net.named_parameters():
            grads[name].append(sampled(p.grad).clone())
    out["salts"], out["losses"], out["output"] = np.array(salts, float), np.array(losses), y
    for name in grads:
        out[f"grad.{name}"] = torch.stack(grads[name])
    for name, value in net.state_dict().items():
        out[f"after.{name}"] = sampled(value) if value.is_floating_point() else value


def reduced(width):
    return ScoreEstimator(width, hidden=16, time=(12, 6), position=(5, 4))


def trajectory(net, steps, shift, spread, margin):
    out = {}
    fill(net, shift, spread)
    train(net, steps, out, margin)
    print("salts", out["salts"], "losses", out["losses"])
    return out


def bridge(width, prefix):
    torch.manual_seed(width)
    net = reduced(width)
    adam = torch.optim.Adam(net.parameters(), lr=1e-2)
    for step in range(20):
        x, t, noise = batch(step)
        loss = (net(x, t) - noise).square().mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
    with torch.no_grad():
        for value in list(net.parameters()) + list(net.buffers()):
            if value.is_floating_point():
                value.copy_(rounded(value))
    net.eval()
    x, t, _ = batch(99, n=3)
    out = {prefix + name: value for name, value in net.state_dict().items()}
    out.update({"golden.x": x, "golden.t": t, "golden.y": net(x, t).detach()})
    return out


def lit(salt, n, classes):
    """Noisy images of 8x12 that are brighter in the column of their class, times and classes."""
    x, t, _ = batch(salt, n)
    labels = torch.arange(n) * 7 % classes
    x = x[:, :, 10:18, 8:20].clone()
    x[torch.arange(n), 0, :, 2 * labels] += 2
    return rounded(x), t, labels


def classifier(classes=5):
    torch.manual_seed(3)
    net = Classifier(3, (16, 12), (7, 3), classes, 8, 12)
    adam = torch.optim.Adam(net.parameters(), lr=1e-2)
    for step in range(200):
        x, t, labels = lit(step, BATCH, classes)
        loss = nn.functional.nll_loss(net(x, t), labels)
        adam.zero_grad()
        loss.backward()
        adam.step()
    print("classifier's last loss", loss.item())
    with torch.no_grad():
        for value in list(net.parameters()) + list(net.buffers()):
            if value.is_floating_point():
                value.copy_(rounded(value))
    net.eval()
    out, salt = dict(net.state_dict()), 1000
    while True:
        x, t, labels = lit(salt, 6, classes)
        Decisions.margin = np.inf
        y = net(x.requires_grad_(), t)
        if Decisions.margin > FIRST_STEP:
            break
        salt += 1
    y[torch.arange(6), labels].sum().backward()
    out.update({"golden.x": x.detach(), "golden.t": t})
    out.update({"golden.y": y.detach(), "golden.gradient": x.grad})
    print("salt", salt, "output", y.detach(), "gradient", x.grad.abs().mean())
    return out


def main(folder):
    full = ScoreEstimator(32)
    print("parameters at width 32:", sum(p.numel() for p in full.parameters()))
    save(f"{folder}/first-step.safetensors", trajectory(ScoreEstimator(2), 1, 1.1, 1, FIRST_STEP))
    Decisions.vector_rounding = 20
    save(f"{folder}/trajectory.safetensors", trajectory(reduced(2), STEPS, 2, 0.5, TRAJECTORY))
    save(f"{folder}/seed-width2.safetensors", bridge(2, ""))
    save(f"{folder}/seed-width1-prefixed.safetensors", bridge(1, "score_estimator."))
    Decisions.vector_rounding = 1
    save(f"{folder}/seed-classifier.safetensors", classifier())


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "../resources/golden")
