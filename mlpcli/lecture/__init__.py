"""Lectures: every claim of the course notes, as specs to run, a number that decides, and a picture.

| name | claim | file |
|---|---|---|
| gates | units with given weights are NOT, AND, OR | gates.py |
| xor-gates | two layers of threshold units compute XOR | xor_gates.py |
| boolean-functions | one hidden layer has every Boolean function, 2^n units wide | boolean_functions.py |
| perceptron | ends on separable data, never on XOR | perceptron.py |
| logistic | a sigmoid neuron is logistic regression | logistic.py |
| probit | a neuron with Φ is probit regression | probit.py |
| softmax | a softmax layer is logistic regression for several classes | softmax.py |
| svm | hinge and l2 are the linear support vector machine | svm.py |
| ridge | l2 gives the closed form | ridge.py |
| lasso | l1 gives zeros | lasso.py |
| xor-linear | w = (0, 0), b = 1/2, J = 1/4 | xor_linear.py |
| xor-relu | two ReLU units reach J = 0 | xor_relu.py |
| universal-approximation-1d | the largest error falls as the width grows | universal_approximation_1d.py |
| universal-approximation-2d | the same on a surface | universal_approximation_2d.py |
| linear-regions | ReLU networks are continuous and affine on few regions | linear_regions.py |
| kernel | the kernel of m random ReLU units errs as 1/√m | kernel.py |
| polynomials | degrees 1, 2, 9 underfit, fit, overfit | polynomials.py |
| shallow-deep | a shallow network of equal size overfits more | shallow_deep.py |
| saturation | gradients fade through sigmoids, not through ReLU | saturation.py |
| critical-points | the larger the error, the more negative eigenvalues | critical_points.py |
| optimizers | momentum to Adam against plain descent | optimizers.py |
| step-sizes | constant steps do not converge; decreasing and averaging do | step_sizes.py |
| glorot | the variance stays the same from layer to layer | glorot.py |
| batch-normalization | fewer steps to an accuracy, at all rates | batch_normalization.py |
| dropout | weight scaling is exact for a linear softmax; wide nets err less | dropout.py |
| bagging | the mean errs by v/k + (k-1)/k c | bagging.py |
| augmentation | noise and affine transforms lower the test error | augmentation.py |
| multitask | two targets over one trunk help each other | multitask.py |
| convolution | the complete convolutional network reads digits | convolution.py |
| autoencoder | the linear one spans the principal subspace | autoencoder.py |
| generative-adversarial | samples match a mixture of Gaussians | generative_adversarial.py |
| elman | a fed back layer answers for any length | elman.py |

The specs stand in configs/lectures/. `run` trains them as `mlp train` does and measures.
"""

from __future__ import annotations

from mlpcli.lecture.augmentation import Augmentation
from mlpcli.lecture.autoencoder import Autoencoder
from mlpcli.lecture.bagging import Bagging
from mlpcli.lecture.base import Check, Lecture, Outcome
from mlpcli.lecture.batch_normalization import BatchNormalization
from mlpcli.lecture.boolean_functions import BooleanFunctions
from mlpcli.lecture.convolution import Convolution
from mlpcli.lecture.critical_points import CriticalPoints
from mlpcli.lecture.dropout import Dropout
from mlpcli.lecture.elman import Elman
from mlpcli.lecture.gates import Gates
from mlpcli.lecture.generative_adversarial import GenerativeAdversarial
from mlpcli.lecture.glorot import Glorot
from mlpcli.lecture.kernel import Kernel
from mlpcli.lecture.lasso import Lasso
from mlpcli.lecture.linear_regions import LinearRegions
from mlpcli.lecture.logistic import Logistic
from mlpcli.lecture.multitask import Multitask
from mlpcli.lecture.optimizers import Optimizers
from mlpcli.lecture.perceptron import Perceptron
from mlpcli.lecture.polynomials import Polynomials
from mlpcli.lecture.probit import Probit
from mlpcli.lecture.ridge import Ridge
from mlpcli.lecture.saturation import Saturation
from mlpcli.lecture.shallow_deep import ShallowDeep
from mlpcli.lecture.softmax import Softmax
from mlpcli.lecture.step_sizes import StepSizes
from mlpcli.lecture.svm import Svm
from mlpcli.lecture.universal_approximation_1d import UniversalApproximation1d
from mlpcli.lecture.universal_approximation_2d import UniversalApproximation2d
from mlpcli.lecture.xor_gates import XorGates
from mlpcli.lecture.xor_linear import XorLinear
from mlpcli.lecture.xor_relu import XorRelu

ALL: tuple[type[Lecture], ...] = (
    Gates,
    XorGates,
    BooleanFunctions,
    Perceptron,
    Logistic,
    Probit,
    Softmax,
    Svm,
    Ridge,
    Lasso,
    XorLinear,
    XorRelu,
    UniversalApproximation1d,
    UniversalApproximation2d,
    LinearRegions,
    Kernel,
    Polynomials,
    ShallowDeep,
    Saturation,
    CriticalPoints,
    Optimizers,
    StepSizes,
    Glorot,
    BatchNormalization,
    Dropout,
    Bagging,
    Augmentation,
    Multitask,
    Convolution,
    Autoencoder,
    GenerativeAdversarial,
    Elman,
)
"""In the order of the notes' growth: from gates to deep networks."""

LECTURES: dict[str, Lecture] = {lecture.name: lecture() for lecture in ALL}

__all__ = ["LECTURES", "Check", "Lecture", "Outcome"]
