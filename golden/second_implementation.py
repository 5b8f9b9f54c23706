"""A second implementation of a whole trial, written from the documents: Python and numpy, nothing of Sources.

`Trial` trains what the header of a golden names and gives the records that the golden must hold, bit for
bit. Each rule is named by the document and the section where it stands: "Arithmetic" is
Sources/Arithmetic/README.md, "Training" Sources/Training/README.md; FORMAT.md lies beside this file.
The arithmetic is in second_arithmetic.py, random numbers in second_streams.py, orders of other programs'
seeds in second_published.py, the sentences of the embedded task and their tokens in second_sentences.py.
ci/second-implementation compares.

Limits: `numerics` seedproof-f32/1, a model in F32 that has its pooler, no value that is not finite, and texts
of ASCII letters and punctuation that fit into max_length. All rows of the last layer are computed, where the
program computes the first of each sequence: with finite values that cannot show.
"""

import hashlib
import json
import math
import struct

import numpy as np

from read_golden import ANCHORS, EVALUATIONS, STEPS
from second_arithmetic import (
    F, Dropout, column_sum, cross_entropy, gelu, gelu_gradient, matmul, row_sum, softmax,
    softmax_gradient, sum_of_squares, tanh, turned)
from second_published import ORDERS
from second_streams import normals, permutation


# The network: Arithmetic, The network


class Batch:
    """Sequences in packed rows, without padding; positions count from 0 in each."""

    def __init__(self, texts, labels):
        self.labels, lengths = labels, [len(ids) for ids, _ in texts]
        self.starts = [sum(lengths[:number]) for number in range(len(texts) + 1)]
        self.spans = [slice(*ends) for ends in zip(self.starts, self.starts[1:])]
        self.ids = [token for ids, _ in texts for token in ids]
        self.types = [kind for _, types in texts for kind in types]
        self.positions = [place for length in lengths for place in range(length)]

    def digest(self):
        """Training, An update: labels, starts with the total at the end, ids, types; 32-bit words."""
        numbers = np.array([*self.labels, *self.starts, *self.ids, *self.types], "<i4")
        return int.from_bytes(hashlib.sha256(numbers.tobytes()).digest()[:4], "big")


def canonical_names(layers):
    """Arithmetic, The network: canonical order."""
    names = ["embeddings.%s_embeddings.weight" % table for table in ("word", "position", "token_type")]
    units = ["embeddings.LayerNorm"]
    for layer in range(layers):
        units += ["encoder.layer.%d.%s" % (layer, unit) for unit in (
            "attention.self", "attention.output.dense", "attention.output.LayerNorm",
            "intermediate.dense", "output.dense", "output.LayerNorm")]
    for unit in units + ["pooler.dense", "classifier"]:
        parts = ("query", "key", "value") if unit.endswith("self") else (None,)
        names += ["%s.%s" % (".".join(filter(None, (unit, part))), kind)
                  for kind in ("weight", "bias") for part in parts]
    return names


class Network:
    """BERT with a classifier; `kept` has what the backward pass needs of the forward pass."""

    def __init__(self, weights, layers, heads, epsilon):
        self.weights, self.layers, self.heads, self.epsilon = weights, layers, heads, F(epsilon)
        self.columns = weights["classifier.weight"].shape[1]
        self.scale = F(1 / math.sqrt(self.columns // heads))

    def linear(self, name, x):
        self.kept[name] = x
        return matmul(x, self.weights[name + ".weight"].T) + self.weights[name + ".bias"]

    def linear_gradient(self, name, dy, gradients):
        gradients[name + ".weight"] = matmul(dy.T, self.kept[name])
        gradients[name + ".bias"] = column_sum(dy)
        return matmul(dy, self.weights[name + ".weight"])

    def layer_norm(self, name, x):
        columns = F(x.shape[1])
        mean = row_sum(x) / columns
        deviation = F(1) / np.sqrt(row_sum((x - mean) * (x - mean)) / columns + self.epsilon)
        normal = (x - mean) * deviation
        self.kept[name] = normal, deviation
        return normal * self.weights[name + ".weight"] + self.weights[name + ".bias"]

    def layer_norm_gradient(self, name, dy, gradients):
        (normal, deviation), columns = self.kept[name], F(dy.shape[1])
        g = dy * self.weights[name + ".weight"]
        s1, s2 = row_sum(g) / columns, row_sum(g * normal) / columns
        gradients[name + ".weight"] = column_sum(dy * normal)
        gradients[name + ".bias"] = column_sum(dy)
        return ((g - s1) - normal * s2) * deviation

    def split(self, x):
        """[T, C] as [H, T, d]."""
        return x.reshape(len(x), self.heads, -1).swapaxes(0, 1)

    def join(self, x):
        """[H, T, d] as [T, C]."""
        return x.swapaxes(0, 1).reshape(x.shape[1], -1)

    def forward(self, batch, dropout):
        """The logits."""
        self.kept = {}
        table = {kind: self.weights["embeddings.%s_embeddings.weight" % kind]
                 for kind in ("word", "position", "token_type")}
        x = (table["word"][batch.ids] + table["token_type"][batch.types]) + table["position"][batch.positions]
        x = dropout.rows(self.layer_norm("embeddings.LayerNorm", x), batch.spans, 0)
        for layer in range(self.layers):
            x = self.forward_layer("encoder.layer.%d." % layer, 3 * layer, x, batch, dropout)
        pooled = tanh(self.linear("pooler.dense", x[batch.starts[:-1]]))
        self.kept["rows"], self.kept["pooled"] = x.shape, pooled
        one_row_each = [slice(row, row + 1) for row in range(len(pooled))]
        return self.linear("classifier", dropout.rows(pooled, one_row_each, 1 + 3 * self.layers))

    def forward_layer(self, layer, site, x, batch, dropout):
        projections = [self.linear(layer + "attention.self." + name, x)
                       for name in ("query", "key", "value")]
        heads = []
        for number, span in enumerate(batch.spans):
            q, k, v = (self.split(projection[span]) for projection in projections)
            p = softmax(matmul(q, turned(k)), self.scale)
            dropped = dropout(p, number, site + 1)
            self.kept[layer, number] = q, k, v, p, dropped
            heads.append(self.join(matmul(dropped, v)))
        o = self.linear(layer + "attention.output.dense", np.concatenate(heads))
        a = self.layer_norm(
            layer + "attention.output.LayerNorm", dropout.rows(o, batch.spans, site + 2) + x)
        u = self.kept[layer] = self.linear(layer + "intermediate.dense", a)
        y = self.linear(layer + "output.dense", gelu(u))
        return self.layer_norm(layer + "output.LayerNorm", dropout.rows(y, batch.spans, site + 3) + a)

    def backward(self, batch, dropout, dlogits):
        """The gradients of all tensors, by name."""
        gradients, pooled = {}, self.kept["pooled"]
        one_row_each = [slice(row, row + 1) for row in range(len(pooled))]
        dy = self.linear_gradient("classifier", dlogits, gradients)
        dy = dropout.rows(dy, one_row_each, 1 + 3 * self.layers) * (F(1) - pooled * pooled)
        dx = np.zeros(self.kept["rows"], F)
        dx[batch.starts[:-1]] = self.linear_gradient("pooler.dense", dy, gradients)
        for layer in reversed(range(self.layers)):
            dx = self.backward_layer(
                "encoder.layer.%d." % layer, 3 * layer, dx, batch, dropout, gradients)
        dx = self.layer_norm_gradient(
            "embeddings.LayerNorm", dropout.rows(dx, batch.spans, 0), gradients)
        for table, indices in (
                ("word", batch.ids), ("position", batch.positions), ("token_type", batch.types)):
            name = "embeddings.%s_embeddings.weight" % table
            gradients[name] = np.zeros_like(self.weights[name])
            for row, index in enumerate(indices):
                gradients[name][index] = gradients[name][index] + dx[row]
        return gradients

    def backward_layer(self, layer, site, dy, batch, dropout, gradients):
        s = self.layer_norm_gradient(layer + "output.LayerNorm", dy, gradients)
        dg = self.linear_gradient(
            layer + "output.dense", dropout.rows(s, batch.spans, site + 3), gradients)
        du = gelu_gradient(self.kept[layer], dg)
        da = self.linear_gradient(layer + "intermediate.dense", du, gradients) + s
        s = self.layer_norm_gradient(layer + "attention.output.LayerNorm", da, gradients)
        do = self.linear_gradient(
            layer + "attention.output.dense", dropout.rows(s, batch.spans, site + 2), gradients)
        sequences = []
        for number, span in enumerate(batch.spans):
            q, k, v, p, dropped = self.kept[layer, number]
            dout = self.split(do[span])
            dv = matmul(turned(dropped), dout)
            dp = dropout(matmul(dout, turned(v)), number, site + 1)
            ds = softmax_gradient(dp, p, self.scale)
            sequences.append([self.join(part) for part in (matmul(ds, k), matmul(turned(ds), q), dv)])
        parts = [np.concatenate(part) for part in zip(*sequences)]
        names = [layer + "attention.self." + name for name in ("query", "key", "value")]
        for name, part in zip(names, parts):
            self.linear_gradient(name, part, gradients)
        # One chain over the outputs of all three, not the sum of three products.
        weights = np.concatenate([self.weights[name + ".weight"] for name in names])
        return matmul(np.concatenate(parts, axis=1), weights) + s


# An update: Arithmetic, An update


class Optimizer:
    """Weights, moments and powers; each update replaces the arrays by new ones."""

    BETA1, BETA2 = 0.9, 0.999

    def __init__(self, names, weights, settings):
        self.names, self.weights, self.kind = names, weights, settings["optimizer"]
        self.clip_norm, self.weight_decay = float(settings["clip_norm"]), float(settings["weight_decay"])
        self.first = {name: np.zeros_like(weights[name]) for name in names}
        self.second = {name: np.zeros_like(weights[name]) for name in names}
        self.power1 = self.power2 = 1.0
        self.clipped = self.whole = 0

    def gradient_scale(self, norm):
        """The clip coefficient, counted by whether it changes anything."""
        quotient = self.clip_norm / (float(norm) + 1e-6)
        if quotient < 1:
            self.clipped += 1
            return F(quotient)
        self.whole += 1
        return F(1)

    def update(self, gradients, rate):
        """The norm of the gradient, recorded as binary32; the weights change."""
        squares, total = {name: sum_of_squares(gradients[name]) for name in self.names}, 0.0
        for name in self.names:
            total = total + squares[name]
        norm = F(math.sqrt(total))
        self.power1, self.power2 = self.power1 * self.BETA1, self.power2 * self.BETA2
        common_scale = self.gradient_scale(norm) if self.kind == "adamw" else None
        for name in self.names:
            decays = not (name.endswith(".bias") or "LayerNorm" in name)
            decay = self.weight_decay if decays else 0.0
            if self.kind == "adamw":
                self.adamw(name, gradients[name] * common_scale, rate, decay)
            else:
                own_scale = self.gradient_scale(F(math.sqrt(squares[name])))
                self.bert_adam(name, gradients[name] * own_scale, rate, decay)
        return norm

    def second_moment(self, name, g):
        return self.second[name] * F(self.BETA2) + (F(1 - self.BETA2) * g) * g

    @staticmethod
    def without_subnormals(m):
        return np.where(np.abs(m) < F(2.0 ** -126), F(0), m)

    def adamw(self, name, g, rate, weight_decay):
        step_size, correction2 = F(rate / (1 - self.power1)), F(math.sqrt(1 - self.power2))
        p, m = self.weights[name] * F(1 - rate * weight_decay), self.first[name]
        m = self.without_subnormals(m + (g - m) * F(1 - self.BETA1))
        v = self.second_moment(name, g)
        p = p + ((-step_size) * m) / (np.sqrt(v) / correction2 + F(1e-8))
        self.weights[name], self.first[name], self.second[name] = p, m, v

    def bert_adam(self, name, g, rate, weight_decay):
        p, m = self.weights[name], self.first[name]
        m = self.without_subnormals(m * F(self.BETA1) + F(1 - self.BETA1) * g)
        v = self.second_moment(name, g)
        u = m / (np.sqrt(v) + F(1e-6))
        if weight_decay != 0:
            u = u + F(weight_decay) * p
        self.weights[name], self.first[name], self.second[name] = p - F(rate) * u, m, v


# A trial


def read_tensors(data):
    """The tensors of a safetensors file in F32, without the prefix `bert.`."""
    length, = struct.unpack_from("<Q", data)
    tensors = {}
    for name, entry in json.loads(data[8:8 + length]).items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name.removeprefix("bert.")] = np.frombuffer(
                data[start:end], "<f4").reshape(entry["shape"]).copy()
    return tensors


def tensors_digest(names, tensors):
    """Training, The state's digest: blocks of 1 MiB, which end with their tensor."""
    blocks = hashlib.sha256()
    for name in names:
        data = tensors[name].astype("<f4").tobytes()
        for start in range(0, len(data), 1 << 20):
            blocks.update(hashlib.sha256(data[start:start + (1 << 20)]).digest())
    return blocks.digest()


def packed_digest(form, *values):
    return hashlib.sha256(struct.pack("<" + form * len(values), *values)).digest()


class Trial:
    """What a golden's header names, on the encoder `embedded/tiny`.

    train, development: (texts, labels), a text being (ids, types).
    """

    HEADS, EPSILON = 4, 1e-12  # Training, The embedded model; config.json's layer_norm_eps

    def __init__(self, header, tensors, train, development):
        self.settings, self.wi, self.do = header["protocol"], header["wi"], header["do"]
        self.train, self.development, self.labels = train, development, header["labels"]
        layers = len([name for name in tensors if name.endswith("output.dense.weight")]) // 2
        columns = tensors["pooler.dense.weight"].shape[0]
        self.weights = dict(tensors)
        self.weights["classifier.weight"] = normals(
            self.labels * columns, self.wi, 0).reshape(self.labels, columns)
        self.weights["classifier.bias"] = np.zeros(self.labels, F)
        self.names = canonical_names(layers)
        self.network = Network(self.weights, layers, self.HEADS, self.EPSILON)
        self.optimizer = Optimizer(self.names, self.weights, self.settings)
        self.perturbation = header.get("perturbation")
        self.drawn = ORDERS.get(header["streams"], permutation)
        self.dropout_seed = {"wi": self.wi, "do": self.do, "fixed": 0}[self.settings["dropout_seed"]]
        # Training, The schedule: S, T and W.
        self.epoch_steps = math.ceil(len(train[1]) / self.settings["batch_size"])
        self.all_steps = self.settings["epochs"] * self.epoch_steps
        self.steps = min(self.all_steps, self.settings.get("max_steps", self.all_steps))
        self.warmup = math.ceil(float(self.settings["warmup"]) * self.all_steps)

    def rate(self, t):
        """Arithmetic, An update, 3: T is that of the whole protocol, whatever max_steps says."""
        if self.settings.get("schedule") == "linear-twice":
            return self.rate_twice(t)
        rising = t < self.warmup
        factor = t / self.warmup if rising else (self.all_steps - t) / (self.all_steps - self.warmup)
        return float(self.settings["learning_rate"]) * factor

    def rate_twice(self, t):
        """Training, As Dodge et al. 2020 ran it: w(k / T') w(t / T')."""
        total = max(1, int(len(self.train[1]) / self.settings["batch_size"] * self.settings["epochs"]))
        share = float(self.settings["warmup"])

        def w(x):
            return x / share if x < share else 1 - x
        return float(self.settings["learning_rate"]) * w(t % self.epoch_steps / total) * w(t / total)

    def evaluation_points(self):
        """Training, The schedule; or As Dodge et al. 2020 ran it: often at first, then every d updates."""
        count = self.settings["evaluations_per_epoch"]
        if self.settings.get("evaluations") != "dodge2020":
            return self.points(count)
        d = max(1, min(self.epoch_steps // count, 100))
        ends = set()
        for t in range(self.all_steps):
            epoch, k = divmod(t, self.epoch_steps)
            if k % d == 0 or epoch == 0 and (k < 50 or k < 300 and k % (d / count) == 0):
                ends.add(t + 1)
        return ends if self.steps == self.all_steps else {
            end for end in ends if end < self.steps} | {self.steps}

    def points(self, count):
        """Training, The schedule: ceil(k S / count) of each epoch, and the last update that is run."""
        ends = {epoch * self.epoch_steps + -(-k * self.epoch_steps // count)
                for epoch in range(self.settings["epochs"]) for k in range(1, count + 1)}
        return {end for end in ends if end < self.steps} | {self.steps}

    def records(self):
        """(kind, record) in the order of FORMAT.md, section 1; as `Golden.records` of read_golden.py."""
        evaluations = self.evaluation_points()
        anchors = self.points(self.settings["anchors_per_epoch"])
        yield ANCHORS, self.anchor(0)
        for t in range(self.steps):
            yield STEPS, self.step(t)
            if t + 1 in evaluations:
                yield EVALUATIONS, self.evaluation(t + 1)
            if t + 1 in anchors:
                yield ANCHORS, self.anchor(t + 1)

    def step(self, t):
        """Training, An update, 1 to 6."""
        (texts, labels), size = self.train, self.settings["batch_size"]
        epoch, place = divmod(t, self.epoch_steps)
        if place == 0:
            self.order = self.drawn(len(labels), self.do, epoch)
        chosen = self.order[size * place:size * (place + 1)]
        batch = Batch([texts[example] for example in chosen], [labels[example] for example in chosen])
        drops = place == 0 or self.settings.get("dropout_updates") != "first-of-epoch"
        dropout = Dropout(float(self.settings["dropout"]) if drops else 0.0, self.dropout_seed, t)
        if self.perturbation and self.perturbation["update"] == t:
            self.perturb(**self.perturbation)
        loss, dlogits = cross_entropy(self.network.forward(batch, dropout), batch.labels)
        norm = self.optimizer.update(self.network.backward(batch, dropout, dlogits), self.rate(t))
        return {"step": t, "loss": int(loss.view(np.uint32)), "gradientNorm": int(norm.view(np.uint32)),
                "batchDigest": batch.digest()}

    def perturb(self, update, parameter, element, ulps):
        """Experiment, One unit in the last place: of one sign, greater bits are floats farther from zero."""
        bits = self.weights[parameter].view(np.uint32).copy()
        bits.reshape(-1)[element] += np.uint32(ulps)
        self.weights[parameter] = bits.view(F)

    def evaluation(self, done):
        """Without dropout, some examples at a time, since a row does not depend on those beside it."""
        (texts, labels), predictions, logits = self.development, [], []
        for start in range(0, len(labels), 8):
            batch = Batch(texts[start:start + 8], labels[start:start + 8])
            rows = self.network.forward(batch, Dropout(0.0, 0, 0))
            predictions += [int(row.argmax()) for row in rows]  # the first of equal ones
            logits += rows.reshape(-1).view(np.uint32).tolist()
        counts = [0] * self.labels ** 2
        for gold, predicted in zip(labels, predictions):
            counts[gold * self.labels + predicted] += 1
        record = {"step": done, "counts": counts, "predictions": bytes(predictions)}
        return {**record, "logits": logits} if self.settings["keep_logits"] else record

    def anchor(self, done):
        """Training, The state's digest."""
        optimizer = self.optimizer
        moments = [tensors_digest(self.names, part) for part in (optimizer.first, optimizer.second)]
        rate = self.rate(done) if done < self.all_steps else 0.0
        return {"step": done, "parts": {
            "weights": tensors_digest(self.names, self.weights),
            "moments": hashlib.sha256(b"".join(moments)).digest(),
            "powers": packed_digest("d", optimizer.power1, optimizer.power2),
            "streams": packed_digest("Q", self.wi, self.do, self.dropout_seed),
            "cursor": packed_digest("Q", done, done // self.epoch_steps),
            "protocol": packed_digest("d", rate)}}
