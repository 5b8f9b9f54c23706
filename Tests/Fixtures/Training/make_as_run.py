"""What a training does when it is run as the code of Dodge et al. 2020 runs it: rates, dropout, evaluations.

Plain Python. It is a model of a training loop with the states that matter: whether the network is in training mode, the
rate of the optimizer's group, the loop's count of updates in an epoch and the optimizer's count of all. Prints for
ScheduleTests, per case: the case, updates with dropout, updates done at each evaluation, and rates in binary64:

    python3 make_as_run.py > as_run.txt

Facts: github.com/dodgejesse/bert_on_stilts, glue/runners.py at commit a13dc0d, and BertAdam of pytorch-pretrained-bert.
"""

# (examples, batch size, epochs, peak rate, warm-up): RTE, MRPC and CoLA, then d = 10, 14, 25 and 100.
CASES = [
    (2490, 16, 3, 2e-5, 0.1), (3668, 16, 3, 2e-5, 0.1), (8551, 16, 3, 2e-5, 0.1), (160, 1, 2, 1e-3, 0.0),
    (105, 1, 1, 3e-5, 0.3), (431, 3, 2, 5e-5, 0.06), (777, 3, 3, 1e-4, 1.0), (1100, 1, 2, 2e-5, 0.1)]


class Network:
    training = False


class Optimizer:
    """Applies its own schedule to the rate that its group has."""

    def __init__(self, rate, total, warmup):
        self.rate, self.total, self.warmup, self.updates = rate, total, warmup, 0

    def step(self):
        rate = self.rate * warm_linear(self.updates / self.total, self.warmup)
        self.updates += 1
        return rate


def warm_linear(share, warmup):
    return share / warmup if share < warmup else 1.0 - share


def train(examples, batch, epochs, peak, warmup):
    """(updates with dropout, updates done at evaluations, rates)"""
    total = int(examples / batch * epochs)
    network, optimizer = Network(), Optimizer(peak, total, warmup)
    dropped, evaluated, rates = [], [], []
    batches = list(range(0, examples, batch))
    for epoch in range(epochs):
        network.training = True
        tenth = min(int(len(batches) / 10), 100)
        hundredth = tenth / 10
        for count, _ in enumerate(batches):
            if network.training:
                dropped.append(len(rates))
            optimizer.rate = peak * warm_linear(count / total, warmup)
            rates.append(optimizer.step())
            early = epoch == 0 and (count < 50 or (count < 300 and count % hundredth == 0))
            if early or count % tenth == 0:
                network.training = False
                evaluated.append(len(rates))
    return dropped, evaluated, rates


print("# Made by make_as_run.py: case, dropout, evaluations, and update:rate for some updates.")
for case in CASES:
    dropped, evaluated, rates = train(*case)
    print("case", *case)
    print("dropout", *dropped)
    print("evaluations", *evaluated)
    size = -(-case[0] // case[1])
    chosen = [t for t in range(len(rates)) if t % size in (0, 1, 2, size - 1) or t % 37 == 0 or t > len(rates) - 5]
    print("rates", *("%d:%s" % (t, rates[t].hex()) for t in chosen))
