"""Fused loops for the step of a network of dense layers, compiled by Numba: the extra `fast`.

| file | what it holds |
|---|---|
| kernels | forward, loss and backward of a batch in one call: products by BLAS, all else in single passes |
| optimizers | a rule's update of θ and its slots in one pass |
| plan | what of a network the kernels can do, as the numbers that they take |
| (in training) fast_backprop, fast_moves | what calls them in a training step |
| choice | when they are used |

The formulas are those of the components, which remain the reference: tests compare each kernel with the
NumPy form beside it, and a step with a step. Numbers agree to rounding, and the kernels give a network the
same bits alone and in a stack. Nothing here is needed: without Numba, or for what `plan` does not know, NumPy
computes.
"""
