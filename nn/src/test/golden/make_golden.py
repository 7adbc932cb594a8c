"""Makes the golden files of the module nn with PyTorch, in double precision.

    python3 make_golden.py ../resources/golden

For each layer: an input x, the layer's state, an upstream gradient gy; PyTorch's output y, the
gradients of <y, gy> by x and by each parameter, and the state after the pass. All inputs are
float32 numbers, so both sides begin with the same values.
"""

import sys

import torch
from torch import nn

from golden_file import save

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)


def rounded(t):
    """The nearest float32 numbers, in double."""
    return t.detach().float().double()


def randn(*shape):
    return rounded(torch.randn(*shape))


class Attention(nn.Module):
    """Self-attention over the positions of an image, heads side by side in the channels."""

    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.proj = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        n, c, h, w = x.shape
        q, k, v = self.qkv(x).reshape(n, 3, self.heads, c // self.heads, h * w).unbind(1)
        weights = torch.einsum("nhdi,nhdj->nhij", q, k) / (c // self.heads) ** 0.5
        y = torch.einsum("nhij,nhdj->nhdi", weights.softmax(-1), v)
        return self.proj(y.reshape(n, c, h, w))


LAYERS = {
    "linear": (nn.Linear(5, 7), (4, 5)),
    "linear_rank3": (nn.Linear(5, 3), (2, 4, 5)),
    "linear_no_bias": (nn.Linear(9, 4, bias=False), (3, 9)),
    "conv3x3": (nn.Conv2d(3, 5, 3, padding=1), (2, 3, 9, 7)),
    "conv1x1": (nn.Conv2d(6, 2, 1), (2, 6, 5, 5)),
    "conv_stride2": (nn.Conv2d(4, 6, 3, stride=2, padding=1), (2, 4, 9, 10)),
    "conv_stride3_no_pad": (nn.Conv2d(2, 3, 4, stride=3), (2, 2, 11, 13)),
    "conv_dilation2": (nn.Conv2d(3, 4, 3, padding=2, dilation=2), (2, 3, 8, 9)),
    "conv_groups2": (nn.Conv2d(4, 6, 3, padding=1, groups=2), (2, 4, 7, 7)),
    "conv_depthwise7": (nn.Conv2d(4, 4, 7, padding=3, groups=4, bias=False), (2, 4, 9, 8)),
    "convt_2x2_stride2": (nn.ConvTranspose2d(4, 3, 2, stride=2), (2, 4, 5, 6)),
    "convt_3x3_stride2_outpad": (
        nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1),
        (2, 4, 4, 5),
    ),
    "convt_groups_dilation": (
        nn.ConvTranspose2d(4, 6, 3, stride=1, padding=1, dilation=2, groups=2, bias=False),
        (2, 4, 6, 5),
    ),
    "batchnorm1d_train": (nn.BatchNorm1d(6), (9, 6)),
    "batchnorm1d_eval": (nn.BatchNorm1d(6).eval(), (9, 6)),
    "batchnorm2d_train": (nn.BatchNorm2d(5), (3, 5, 6, 4)),
    "batchnorm2d_eval": (nn.BatchNorm2d(5).eval(), (3, 5, 6, 4)),
    "groupnorm2": (nn.GroupNorm(2, 6), (3, 6, 5, 4)),
    "groupnorm1": (nn.GroupNorm(1, 5), (2, 5, 3, 3)),
    "layernorm": (nn.LayerNorm(11), (3, 4, 11)),
    "maxpool2": (nn.MaxPool2d(2), (2, 3, 8, 6)),
    "maxpool3_stride2": (nn.MaxPool2d(3, stride=2), (2, 2, 9, 8)),
    "avgpool2": (nn.AvgPool2d(2), (2, 3, 8, 6)),
    "avgpool3_stride1": (nn.AvgPool2d(3, stride=1), (2, 2, 7, 6)),
    "relu": (nn.ReLU(), (3, 17)),
    "silu": (nn.SiLU(), (3, 17)),
    "gelu": (nn.GELU(), (3, 17)),
    "softmax": (nn.Softmax(-1), (4, 9)),
    "attention1": (Attention(6, 1), (2, 6, 4, 3)),
    "attention2": (Attention(8, 2), (2, 8, 3, 5)),
    "sequential": (
        nn.Sequential(nn.Linear(6, 16), nn.SiLU(), nn.Linear(16, 3)),
        (5, 6),
    ),
}


def state_entries(out, prefix, module):
    for name, value in module.state_dict().items():
        out[prefix + name] = value.numpy().copy()


def layer_cases(out):
    for name, (module, shape) in LAYERS.items():
        with torch.no_grad():
            for p in module.parameters():
                p.copy_(randn(*p.shape) * 0.5)
            for key, buffer in module.named_buffers():
                if key.endswith("running_mean"):
                    buffer.copy_(randn(*buffer.shape) * 0.3)
                if key.endswith("running_var"):
                    buffer.copy_(rounded(torch.rand(buffer.shape) + 0.5))
        state_entries(out, f"{name}/before.", module)
        x = randn(*shape).requires_grad_()
        y = module(x)
        gy = randn(*y.shape)
        wanted = [x] + list(module.parameters())
        grads = torch.autograd.grad(y, wanted, gy)
        out[f"{name}/x"] = x.detach()
        out[f"{name}/y"] = y.detach()
        out[f"{name}/gy"] = gy
        out[f"{name}/grad.x"] = grads[0]
        for (key, _), g in zip(module.named_parameters(), grads[1:]):
            out[f"{name}/grad.{key}"] = g
        state_entries(out, f"{name}/after.", module)


def embedding_case(out):
    table = nn.Embedding(6, 5)
    with torch.no_grad():
        table.weight.copy_(randn(6, 5))
    index = torch.tensor([3, 0, 3, 5])
    y = table(index)
    gy = randn(*y.shape)
    out["embedding/before.weight"] = table.weight.detach()
    out["embedding/index"] = index
    out["embedding/y"] = y.detach()
    out["embedding/gy"] = gy
    out["embedding/grad.weight"] = torch.autograd.grad(y, table.weight, gy)[0]


def optimiser_case(out, name, make, max_norm=None, steps=6):
    """Two parameters, a given gradient per step (elements from 1e-6 to 1e1), all weights after."""
    weights = [nn.Parameter(randn(4, 3)), nn.Parameter(randn(5))]
    out[f"{name}/w0"] = weights[0].detach().clone()
    out[f"{name}/w1"] = weights[1].detach().clone()
    optimiser = make(weights)
    for step in range(steps):
        for i, w in enumerate(weights):
            scale = 10.0 ** torch.randint(-6, 2, w.shape)
            w.grad = rounded(torch.randn(w.shape) * scale)
            out[f"{name}/step{step}.g{i}"] = w.grad.clone()
        if max_norm is not None:
            norm = torch.nn.utils.clip_grad_norm_(weights, max_norm)
            out[f"{name}/step{step}.norm"] = norm
        optimiser.step()
        for i, w in enumerate(weights):
            out[f"{name}/step{step}.w{i}"] = w.detach().clone()


def main(folder):
    layers = {}
    layer_cases(layers)
    embedding_case(layers)
    save(f"{folder}/layers.safetensors", layers)
    optimisers = {}
    optimiser_case(optimisers, "adam", lambda w: torch.optim.Adam(w, lr=1e-2))
    optimiser_case(
        optimisers, "adam_betas", lambda w: torch.optim.Adam(w, lr=3e-3, betas=(0.5, 0.9), eps=1e-4)
    )
    optimiser_case(optimisers, "adamw", lambda w: torch.optim.AdamW(w, lr=1e-2, weight_decay=0.1))
    optimiser_case(optimisers, "adam_clipped", lambda w: torch.optim.Adam(w, lr=1e-2), max_norm=1.0)
    save(f"{folder}/optimisers.safetensors", optimisers)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "../resources/golden")
