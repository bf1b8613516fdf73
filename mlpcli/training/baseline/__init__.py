"""Baselines: what a guess and a straight line reach on the same rows, so that a result can be judged.

| file | predicts | fitted |
|---|---|---|
| constant | the same for every row | the output that makes the loss smallest: mean, median, shares |
| linear | x W + b of the coded features | numbers: least squares with a little L2; else by the loss |
"""
