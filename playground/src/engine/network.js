/**
 * A multilayer perceptron, with its way back written out.
 *
 * TensorFlow.js multiplies the matrices and applies the activations; everything else is a loop over a few
 * ten thousand numbers that stay where they are.
 */

import { activations } from "./activations.js";
import { product, transposed } from "./backend.js";
import { initializers } from "./initializers.js";
import { crossEntropy } from "./loss.js";
import { normalizations } from "./normalizations.js";
import { drawSeeds } from "./random.js";
import { skipPairs } from "./skips.js";

export const PIXELS = 784;
export const CLASSES = 10;

/** A dense layer: kernel (inputs × units) and bias, and room for their gradients. */
class Dense {
  constructor(name, kernel, inputs, units, normalization) {
    Object.assign(this, { name, kernel, inputs, units, normalization });
    this.bias = new Float32Array(units);
    this.kernelGradient = new Float32Array(kernel.length);
    this.biasGradient = new Float32Array(units);
  }

  get parameters() {
    return [...this.normalization.parameters, this.kernel, this.bias];
  }

  get gradients() {
    return [...this.normalization.gradients, this.kernelGradient, this.biasGradient];
  }
}

export class Network {
  /** @param {object} setting as `settings.normalize` returns it. */
  constructor(setting) {
    const { layers, units, activation, initialization, normalization, skips, seed } = setting;
    this.activation = activation;
    this.skips = skipPairs(skips, layers);
    const streams = drawSeeds(seed);
    this.layers = [];
    for (let number = 1; number <= layers + 1; number++) {
      const last = number > layers;
      const [inputs, outputs] = [number === 1 ? PIXELS : units, last ? CLASSES : units];
      const draw = initializers[last ? "glorot" : initialization];
      const kernel = draw(inputs, outputs, setting, seed, streams.next().value);
      const before = number === 1 || last ? "none" : normalization;
      const name = last ? "output" : `hidden_${number}`;
      this.layers.push(new Dense(name, kernel, inputs, outputs, new normalizations[before](inputs)));
    }
  }

  get parameters() {
    return this.layers.flatMap((layer) => layer.parameters);
  }

  get gradients() {
    return this.layers.flatMap((layer) => layer.gradients);
  }

  /** `[{name, units, parameters}]`, first layer to output. */
  describe() {
    return this.layers.map(({ name, units, parameters }) => ({
      name,
      units,
      parameters: parameters.reduce((sum, { length }) => sum + length, 0),
    }));
  }

  /**
   * The way forward.
   *
   * @param {Float32Array} x rows × 784.
   * @param {number} rows number of images.
   * @param {boolean} training whether batch normalization takes the batch's own statistics, and the way back
   *     is to follow.
   * @returns {{logits: Float32Array, outputs: Float32Array[], inputs: Float32Array[]}} outputs of the hidden
   *     layers, after the activation, and what each layer's kernel was multiplied with.
   */
  forward(x, rows, training) {
    const [outputs, inputs] = [[], []];
    let fed = x;
    this.layers.forEach((layer, index) => {
      const { kernel, bias, units, normalization } = layer;
      const hidden = index < this.layers.length - 1;
      inputs.push(normalization.forward(fed, rows, training));
      const activation = hidden ? this.activation : undefined;
      fed = product(inputs[index], kernel, rows, layer.inputs, units, bias, activation);
      if (hidden) {
        outputs.push(fed);
        fed = this.#skipped(outputs, index + 1);
      }
    });
    return { logits: fed, outputs, inputs };
  }

  /** What feeds the layer behind hidden layer `number`. */
  #skipped(outputs, number) {
    const output = outputs[number - 1];
    const added = this.skips.filter(([, to]) => to === number).map(([from]) => outputs[from - 1]);
    return added.length ? output.map((value, i) => added.reduce((sum, each) => sum + each[i], value)) : output;
  }

  /**
   * One way forward and back. The gradients of all parameters are left in the layers.
   *
   * @param {Float32Array} x rows × 784, and `xTransposed`, the same as 784 × rows.
   * @param {Uint8Array} labels one for each row.
   * @returns {{loss: number, accuracy: number, outputs: Float32Array[]}}
   */
  backward(x, xTransposed, labels) {
    const rows = labels.length;
    const { logits, outputs, inputs } = this.forward(x, rows, true);
    let gradient = new Float32Array(logits.length);
    const { loss, accuracy } = crossEntropy(logits, labels, CLASSES, gradient);
    const arriving = new Map(); // by hidden layer: gradients that come to its output by a skip connection
    for (let number = this.layers.length; number >= 1; number--) {
      const layer = this.layers[number - 1];
      const input = number === 1 ? xTransposed : transposed(inputs[number - 1], rows, layer.inputs);
      layer.kernelGradient.set(product(input, gradient, layer.inputs, rows, layer.units));
      sumRows(gradient, layer.biasGradient);
      if (number > 1) {
        const turned = transposed(layer.kernel, layer.inputs, layer.units);
        gradient = product(gradient, turned, rows, layer.units, layer.inputs);
        layer.normalization.backward(gradient, rows);
        this.#share(gradient, arriving, number - 1);
        activations[this.activation].backward(gradient, outputs[number - 2]);
      }
    }
    return { loss, accuracy, outputs };
  }

  /** Hand the gradient at the output of hidden layer `number`, sums included, to where skips come from. */
  #share(gradient, arriving, number) {
    for (const [from, to] of this.skips) {
      if (to === number) {
        arriving.set(from, [...(arriving.get(from) ?? []), gradient.slice()]);
      }
    }
    for (const other of arriving.get(number) ?? []) {
      for (let i = 0; i < gradient.length; i++) {
        gradient[i] += other[i];
      }
    }
  }
}

function sumRows(matrix, sums) {
  const total = new Float64Array(sums.length);
  for (let i = 0; i < matrix.length; ) {
    for (let column = 0; column < sums.length; column++, i++) {
      total[column] += matrix[i];
    }
  }
  sums.set(total);
}
