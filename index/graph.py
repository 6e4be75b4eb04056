"""A network of MiniLM's kind written as an ONNX graph that multiplies in int8.

The embedder's is written from the packaged weights when it first starts; the sentence selector's,
which reads question and passage together, was written by evals/fit_selector.py and is shipped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

LAYERS, HEADS = 6, 12
GELU_DEPTH = 0.17  # gelu(x) is never below -0.17

# The fast graph. Activations are quantised to 8 bits row by row (token by token), as a few tokens
# reach ten times as far as the rest: one scale for all costs cosine .994 instead of .998. Packaged
# weights and their scales are used as they are, but written without a sign, as 128 more: of an
# unsigned number and a signed one ONNX Runtime clips the sum of two products where the processor
# has no int8 dot products. That moved the selector's log odds by .08, in places by .9, so answers
# hung on the machine; it had saved a tenth of the time there.


@dataclass(frozen=True, slots=True)
class Linear:
    """Layers side by side: int8 weights (in, out), their scales (out), biases (out)."""

    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]


class Weights(Protocol):
    """The weights of one network, under the names of the original model."""

    def plain(self, name: str) -> NDArray[np.float32]:
        """A tensor that is stored as it is."""

    def table(self, name: str) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """An embedding table: int8 rows (n, 384) and their scales (n, 1)."""

    def linear(self, *names: str) -> Linear:
        """Layers that read the same input, as one."""


class PackagedWeights:
    """The packaged file's."""

    def __init__(self, packaged: ModelProto) -> None:
        from onnx import numpy_helper

        self._arrays = {
            tensor.name: numpy_helper.to_array(tensor) for tensor in packaged.graph.initializer
        }
        nodes = packaged.graph.node
        factors = {node.output[0]: node.input[1] for node in nodes if node.op_type == "MatMul"}
        # the matrices have numbers for names; the bias added to a product tells whose it is
        self._matrices = {
            node.input[1]: factors[node.input[0]]
            for node in nodes
            if node.op_type == "Add" and node.input[0] in factors
        }

    def plain(self, name: str) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._arrays[f"inner.{name}"]
        return found

    def table(self, name: str) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        name = f"inner.embeddings.{name}_embeddings.weight"
        return self._arrays[f"{name}_q"], self._arrays[f"{name}_scale"]

    def linear(self, *names: str) -> Linear:
        biases = [f"inner.{name}.bias" for name in names]
        matrices = [self._matrices[bias] for bias in biases]
        return Linear(
            np.concatenate([self._arrays[f"{matrix}_q"] for matrix in matrices], axis=1),
            np.concatenate([self._arrays[f"{matrix}_scale"].ravel() for matrix in matrices]),
            np.concatenate([self._arrays[bias] for bias in biases]),
        )


class Graph:
    """A graph being written: `add` appends a node and returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, values: ArrayLike, dtype: DTypeLike = np.float32) -> str:
        from onnx import numpy_helper

        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def add(self, operation: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        """Names of several outputs are the first one's with _1, _2 behind it."""
        from onnx import helper

        name = f"{operation}_{len(self.nodes)}"
        names = [name] + [f"{name}_{number}" for number in range(1, outputs)]
        self.nodes.append(helper.make_node(operation, inputs, names, name, **attributes))
        return name

    def norm(self, source: str, weights: Weights, name: str) -> str:
        gamma, beta = (
            self.constant(weights.plain(f"{name}.{part}")) for part in ("weight", "bias")
        )
        return self.add("LayerNormalization", source, gamma, beta, epsilon=1e-12)

    def linear(self, source: str, layer: Linear, zeros: str, *, after_gelu: bool = False) -> str:
        """The layer on each row of the input, which is quantised by a scale of its own.

        After a gelu the input starts at -0.17: moved up by that, it needs no sign, and the bias
        takes the move back. Elsewhere 128 is zero.
        """
        biases = layer.biases
        if after_gelu:
            sums = layer.weights.sum(axis=0, dtype=np.int64)
            biases = biases - GELU_DEPTH * layer.scales * sums
            source = self.add("Add", source, self.constant(GELU_DEPTH))
        size, zero, steps = (source, 0, 255) if after_gelu else (self.add("Abs", source), 128, 127)
        reach = self.add("ReduceMax", size, self.constant([-1], np.int64), keepdims=1)
        scale = self.add("Mul", reach, self.constant(1 / steps))
        scales = self.add("Reshape", scale, self.constant([-1], np.int64))
        rows = self.add("QuantizeLinear", source, scales, zeros, axis=1)
        product = self.add(
            "MatMulIntegerToFloat",
            rows,
            self.constant(layer.weights.astype(np.int16) + 128, np.uint8),
            self.constant(1),
            self.constant(layer.scales),
            self.constant(zero, np.uint8),
            self.constant(128, np.uint8),
            domain="com.microsoft",
        )
        return self.add("Add", self.add("Mul", product, scale), self.constant(biases))


def encoder(graph: Graph, weights: Weights, most: int, types: str | None = None) -> str:
    """Write the whole network; returns the name of its last hidden state, (1, tokens, 384).

    Args:
        most: tokens that it may be given. They are its input ``input_ids``, (1, tokens).
        types: name of the input with a type for each token; without it all are of type 0.
    """
    hidden, unsigned, signed = _embedding(graph, weights, most, types)
    for number in range(LAYERS):
        hidden = _layer(graph, weights, f"encoder.layer.{number}", hidden, unsigned, signed)
    return hidden


def _embedding(
    graph: Graph, weights: Weights, most: int, types: str | None
) -> tuple[str, str, str]:
    """The first hidden state, and zero points for each row, unsigned and signed."""
    ids, first = "input_ids", graph.constant([0], np.int64)
    words, word_scales = weights.table("word")
    row = graph.add("Cast", graph.add("Gather", graph.constant(words, np.int8), ids), to=1)
    hidden = graph.add("Mul", row, graph.add("Gather", graph.constant(word_scales), ids))
    places, place_scales = weights.table("position")
    offsets = places * place_scales
    of_type = weights.plain("embeddings.token_type_embeddings.weight")
    if types is None:
        offsets = offsets + of_type[0]
    else:
        hidden = graph.add("Add", hidden, graph.add("Gather", graph.constant(of_type), types))
    length = graph.add("Shape", ids, start=1, end=2)
    second = graph.constant([1], np.int64)
    place = graph.add("Slice", graph.constant(offsets[None, :most]), first, length, second)
    hidden = graph.norm(graph.add("Add", hidden, place), weights, "embeddings.LayerNorm")
    zeros = [graph.constant(np.full(most, zero), np.uint8) for zero in (0, 128)]
    unsigned, signed = (graph.add("Slice", zero, first, length) for zero in zeros)
    return hidden, unsigned, signed


def _layer(
    graph: Graph, weights: Weights, layer: str, hidden: str, unsigned: str, signed: str
) -> str:
    """One layer of the network: attention and two dense layers, each added to what it read."""
    parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
    together = graph.linear(hidden, weights.linear(*parts), signed)
    split = graph.add("Split", together, outputs=3, axis=-1, num_outputs=3)
    attended = graph.add(
        "Attention", split, f"{split}_1", f"{split}_2", q_num_heads=HEADS, kv_num_heads=HEADS
    )
    dense = graph.linear(attended, weights.linear(f"{layer}.attention.output.dense"), signed)
    hidden = graph.norm(
        graph.add("Add", dense, hidden), weights, f"{layer}.attention.output.LayerNorm"
    )
    wide = graph.linear(hidden, weights.linear(f"{layer}.intermediate.dense"), signed)
    wide = graph.add("Gelu", wide, domain="com.microsoft")
    dense = graph.linear(wide, weights.linear(f"{layer}.output.dense"), unsigned, after_gelu=True)
    return graph.norm(graph.add("Add", dense, hidden), weights, f"{layer}.output.LayerNorm")


def finished(
    graph: Graph,
    name: str,
    inputs: Sequence[str],
    outputs: Mapping[str, Sequence[int | str]],
) -> ModelProto:
    """The graph as a model.

    Args:
        inputs: names of inputs (1, tokens) of whole numbers. outputs: name -> shape.
    """
    from onnx import TensorProto, helper

    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [helper.make_tensor_value_info(i, TensorProto.INT64, [1, "tokens"]) for i in inputs],
            [
                helper.make_tensor_value_info(output, TensorProto.FLOAT, list(shape))
                for output, shape in outputs.items()
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 23), helper.make_opsetid("com.microsoft", 1)],
        ir_version=11,
    )
