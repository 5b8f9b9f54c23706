"""Learning rates of transformers' linear schedule, as exact hexadecimal floats.

Needs torch and transformers. Prints lines `peak warmup-share T t rate` for ScheduleTests:

    python3 make_schedule.py > schedule.txt
"""

import math

import torch
from transformers import get_linear_schedule_with_warmup

CASES = [(2e-5, 0.1, 468), (2e-5, 0.1, 470), (3e-5, 0.0, 12), (1e-3, 0.06, 33), (5e-5, 1.0, 7)]

print("# Made by make_schedule.py with transformers' get_linear_schedule_with_warmup.")
for peak, share, total in CASES:
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=peak)
    warmup = math.ceil(share * total)
    schedule = get_linear_schedule_with_warmup(optimizer, warmup, total)
    for t in range(total):
        if t < 3 or t >= total - 2 or abs(t - warmup) <= 1 or t % 97 == 0:
            print(peak, share, total, t, float(schedule.get_last_lr()[0]).hex())
        optimizer.step()
        schedule.step()
