/**
 * What may stand before a hidden layer. Each has
 * `forward(x, rows, training)`, which returns what the layer sees of the activations `x` (rows × units), and
 * `backward(gradient, rows)`, which turns the gradient that arrives into the one that is passed on, in place;
 * `parameters` and `gradients` are two lists of arrays, one beside the other.
 */

/** Mean and standard deviation of all numbers of an array. */
function meanAndStd(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i] - mean) ** 2;
  }
  return { mean, std: Math.sqrt(squares / values.length) };
}

/** Ioffe & Szegedy (2015), with the defaults of Keras' `BatchNormalization`. */
class Batch {
  static momentum = 0.99;
  static epsilon = 1e-3;

  constructor(units) {
    this.units = units;
    this.gamma = new Float32Array(units).fill(1);
    this.beta = new Float32Array(units);
    this.movingMean = new Float32Array(units);
    this.movingVariance = new Float32Array(units).fill(1);
    this.parameters = [this.gamma, this.beta];
    this.gradients = [new Float32Array(units), new Float32Array(units)];
  }

  forward(x, rows, training) {
    const { units, gamma, beta, movingMean, movingVariance } = this;
    const [mean, variance] = training
      ? this.#statistics(x, rows)
      : [movingMean, movingVariance];
    const scale = Float64Array.from(variance, (value) => 1 / Math.sqrt(value + Batch.epsilon));
    const normalized = new Float32Array(x.length);
    const output = new Float32Array(x.length);
    for (let i = 0, row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, i++) {
        normalized[i] = (x[i] - mean[unit]) * scale[unit];
        output[i] = normalized[i] * gamma[unit] + beta[unit];
      }
    }
    if (training) {
      this.kept = { normalized, scale };
      const [kept, added] = [Batch.momentum, 1 - Batch.momentum];
      for (let unit = 0; unit < units; unit++) {
        movingMean[unit] = movingMean[unit] * kept + mean[unit] * added;
        movingVariance[unit] = movingVariance[unit] * kept + variance[unit] * added;
      }
    }
    return output;
  }

  /** The moving statistics, which a look at the network must not move, and how they come back. */
  save() {
    return [this.movingMean.slice(), this.movingVariance.slice()];
  }

  restore([mean, variance]) {
    this.movingMean.set(mean);
    this.movingVariance.set(variance);
  }

  #statistics(x, rows) {
    const { units } = this;
    const [mean, variance] = [new Float64Array(units), new Float64Array(units)];
    for (let i = 0, row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, i++) {
        mean[unit] += x[i] / rows;
      }
    }
    for (let i = 0, row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, i++) {
        variance[unit] += (x[i] - mean[unit]) ** 2 / rows;
      }
    }
    return [mean, variance];
  }

  backward(gradient, rows) {
    const { units, gamma } = this;
    const { normalized, scale } = this.kept;
    const [sums, products] = [new Float64Array(units), new Float64Array(units)];
    for (let i = 0, row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, i++) {
        sums[unit] += gradient[i];
        products[unit] += gradient[i] * normalized[i];
      }
    }
    this.gradients[0].set(products);
    this.gradients[1].set(sums);
    for (let i = 0, row = 0; row < rows; row++) {
      for (let unit = 0; unit < units; unit++, i++) {
        const centred = gradient[i] - (sums[unit] + normalized[i] * products[unit]) / rows;
        gradient[i] = centred * gamma[unit] * scale[unit];
      }
    }
  }
}

/** Exercise 4b's: (x − mean) / std over all images and units together; no epsilon, no parameters. */
class Own {
  parameters = [];
  gradients = [];

  forward(x, rows, training) {
    const { mean, std } = meanAndStd(x);
    const output = x.map((value) => (value - mean) / std);
    if (training) {
      this.kept = { output, std };
    }
    return output;
  }

  backward(gradient) {
    const { output, std } = this.kept;
    let [sum, product] = [0, 0];
    for (let i = 0; i < gradient.length; i++) {
      sum += gradient[i];
      product += gradient[i] * output[i];
    }
    const [mean, slope] = [sum / gradient.length, product / gradient.length];
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = (gradient[i] - mean - output[i] * slope) / std;
    }
  }
}

/** Exercise 8's: leaves the activations as they are, and normalizes the gradient on its way back. */
class Gradient {
  static epsilon = 1e-6;
  parameters = [];
  gradients = [];

  forward(x) {
    return x;
  }

  backward(gradient) {
    const { mean, std } = meanAndStd(gradient);
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = (gradient[i] - mean) / (std + Gradient.epsilon);
    }
  }
}

/** No normalization at all. */
class None {
  parameters = [];
  gradients = [];

  forward(x) {
    return x;
  }

  backward() {}
}

/** Classes by name; a new one takes the number of units. */
export const normalizations = { none: None, batch: Batch, own: Own, gradient: Gradient };
