/**
 * Optimizers, with Keras' formulas. Each changes `parameters`, a list of arrays, in place:
 * `update(gradients)`, a list of arrays of the same lengths, is one step.
 */

/** w ← w − η g */
class Sgd {
  constructor(parameters, learningRate) {
    this.parameters = parameters;
    this.learningRate = Math.fround(learningRate);
  }

  update(gradients) {
    const { parameters, learningRate } = this;
    for (let k = 0; k < parameters.length; k++) {
      const [weights, gradient] = [parameters[k], gradients[k]];
      for (let i = 0; i < weights.length; i++) {
        weights[i] -= learningRate * gradient[i];
      }
    }
  }
}

/** v ← 0.9 v − η g; w ← w + v, as `keras.optimizers.SGD(momentum=0.9)` (Polyak, 1964) */
class Momentum {
  static momentum = Math.fround(0.9);

  constructor(parameters, learningRate) {
    this.parameters = parameters;
    this.learningRate = Math.fround(learningRate);
    this.velocities = parameters.map((weights) => new Float32Array(weights.length));
  }

  update(gradients) {
    const { parameters, velocities, learningRate } = this;
    for (let k = 0; k < parameters.length; k++) {
      const [weights, gradient, velocity] = [parameters[k], gradients[k], velocities[k]];
      for (let i = 0; i < weights.length; i++) {
        velocity[i] = Momentum.momentum * velocity[i] - learningRate * gradient[i];
        weights[i] += velocity[i];
      }
    }
  }
}

/** Kingma & Ba (2015), in the order of the end of their section 2: ε is not corrected for the bias. */
class Adam {
  static decays = [Math.fround(0.9), Math.fround(0.999)];
  static epsilon = Math.fround(1e-7);

  constructor(parameters, learningRate) {
    this.parameters = parameters;
    this.learningRate = Math.fround(learningRate);
    this.steps = 0;
    this.means = parameters.map((weights) => new Float32Array(weights.length));
    this.squares = parameters.map((weights) => new Float32Array(weights.length));
  }

  update(gradients) {
    const { parameters, means, squares } = this;
    const [beta1, beta2] = Adam.decays;
    this.steps += 1;
    const corrected = Math.sqrt(1 - beta2 ** this.steps) / (1 - beta1 ** this.steps);
    const length = this.learningRate * corrected;
    for (let k = 0; k < parameters.length; k++) {
      const [weights, gradient, mean, square] = [parameters[k], gradients[k], means[k], squares[k]];
      for (let i = 0; i < weights.length; i++) {
        const g = gradient[i];
        mean[i] += (g - mean[i]) * (1 - beta1);
        square[i] += (g * g - square[i]) * (1 - beta2);
        weights[i] -= (mean[i] * length) / (Math.sqrt(square[i]) + Adam.epsilon);
      }
    }
  }
}

/** Classes by name; a new one takes the parameters and the learning rate. */
export const optimizers = { sgd: Sgd, momentum: Momentum, adam: Adam };
