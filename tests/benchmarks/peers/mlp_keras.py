"""The job as a Keras user writes it: a Sequential model, compile, fit, evaluate, save; computed by JAX."""

from __future__ import annotations

import os
import time

import numpy as np
from work import WORKS, arguments, say


def main() -> None:
    given = arguments()
    os.environ["KERAS_BACKEND"] = "jax"
    if given.threads == 1:  # read when the first array is made
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    started = time.perf_counter()

    import keras  # the backend is chosen by then

    work = WORKS[given.job]
    keras.utils.set_random_seed(given.seed)
    splits = work.read(given.data, np.random.default_rng(given.seed))
    hidden = [
        keras.layers.Dense(width, activation="relu", kernel_initializer="he_normal") for width in work.hidden
    ]
    inputs = keras.Input((splits.training[0].shape[1],))
    model = keras.Sequential([inputs, *hidden, keras.layers.Dense(work.classes)])
    model.compile(
        optimizer=keras.optimizers.Adam(work.learning_rate, epsilon=1e-8),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = model.fit(
        *splits.training,
        batch_size=work.batch_size,
        epochs=work.epochs,
        validation_data=splits.validation,
        validation_batch_size=len(splits.validation[0]),
        verbose=0,
    )
    _, accuracy = model.evaluate(*splits.test, batch_size=len(splits.test[0]), verbose=0)
    weights = given.out.with_suffix(".weights.h5")
    model.save_weights(weights)
    weights.replace(given.out)
    say(float(accuracy), time.perf_counter() - started, len(history.epoch))


if __name__ == "__main__":
    main()
