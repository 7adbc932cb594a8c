"""Writes golden files: the safetensors format, with nothing but numpy and json."""

import json
import struct

import numpy as np

KINDS = {np.dtype("float32"): "F32", np.dtype("int64"): "I64"}


def save(path, tensors):
    """Saves a dict of name -> numpy array; floating point becomes float32."""
    header, blobs, at = {}, [], 0
    arrays = {}
    for name, value in tensors.items():
        array = np.asarray(value)
        wanted = np.int64 if np.issubdtype(array.dtype, np.integer) else np.float32
        arrays[name] = np.require(array.astype(wanted), requirements="C")
    # 64-bit data first, so that everything is aligned.
    for name in sorted(arrays, key=lambda n: (-arrays[n].dtype.itemsize, n)):
        blob = arrays[name].tobytes()
        header[name] = {
            "dtype": KINDS[arrays[name].dtype],
            "shape": list(arrays[name].shape),
            "data_offsets": [at, at + len(blob)],
        }
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))
    print(f"{path}: {len(arrays)} tensors, {8 + len(text) + at} bytes")
