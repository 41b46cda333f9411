/** The activations: what they are called in TensorFlow.js, their derivatives, and where they are flat. */

/**
 * By name:
 * `backward(gradient, outputs)` multiplies a gradient by the derivative, in place, which all three can tell
 * from their outputs; `flat(output)` says whether the activation is saturated there, as in the kit's
 * `diagnostics`: the derivative is below a fifth of its maximum, or exactly zero (ReLU).
 */
export const activations = {
  sigmoid: {
    backward(gradient, outputs) {
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] *= outputs[i] * (1 - outputs[i]);
      }
    },
    flat: (output) => output < 0.05 || output > 0.95,
  },
  tanh: {
    backward(gradient, outputs) {
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] *= 1 - outputs[i] * outputs[i];
      }
    },
    flat: (output) => Math.abs(output) > 0.9,
  },
  relu: {
    backward(gradient, outputs) {
      for (let i = 0; i < gradient.length; i++) {
        if (!(outputs[i] > 0)) {
          gradient[i] = 0;
        }
      }
    },
    flat: (output) => output === 0,
  },
};
