/** A network, its optimizer, and how far they have come. */

import { AVERAGED } from "../messages.js";
import { crossEntropy } from "./loss.js";
import { CLASSES, Network } from "./network.js";
import { optimizers } from "./optimizers.js";
import { describeOutputs, norm } from "./statistics.js";

/** Seconds over which the speed is averaged. */
const WINDOW = 1;

export class Training {
  /**
   * @param {object} setting as `settings.normalize` returns it.
   * @param {Images} images
   */
  constructor(setting, images) {
    Object.assign(this, { setting, images, step: 0 });
    this.network = new Network(setting);
    const kind = optimizers[setting.optimizer];
    this.optimizer = new kind(this.network.parameters, setting.learningRate);
    this.gradients = this.network.gradients;
    this.round = { steps: 0, loss: 0, accuracy: 0 };
    this.recent = []; // {loss, accuracy} of the last `AVERAGED` steps
    this.pace = { since: 0, steps: 0, shown: null };
  }

  /** Measure the network on the first batch and leave everything as it was. */
  look() {
    const moving = this.network.layers.map(({ normalization }) => normalization.save?.());
    this.#backward(1);
    this.network.layers.forEach(({ normalization }, i) => normalization.restore?.(moving[i]));
  }

  /** Train one step. */
  advance() {
    this.step += 1;
    this.#backward(this.step);
    this.optimizer.update(this.gradients);
    this.#note();
  }

  #backward(step) {
    const { batchSize, seed } = this.setting;
    const { x, xTransposed, labels } = this.images.batch(step, batchSize, seed);
    this.last = this.network.backward(x, xTransposed, labels);
  }

  #note() {
    const { round } = this;
    if ((this.step - 1) % this.stepsPerRound === 0) {
      Object.assign(round, { steps: 0, loss: 0, accuracy: 0 });
    }
    round.steps += 1;
    round.loss += this.last.loss;
    round.accuracy += this.last.accuracy;
    this.recent.push({ loss: this.last.loss, accuracy: this.last.accuracy });
    if (this.recent.length > AVERAGED) this.recent.shift();
    this.pace.steps += 1;
  }

  /** Begin to take the time: some steps follow without a break. */
  startClock() {
    Object.assign(this.pace, { since: performance.now(), steps: 0 });
  }

  /** Steps in a second, of the last full `WINDOW`, or of less where there was none yet. */
  #speed() {
    const { pace } = this;
    const seconds = (performance.now() - pace.since) / 1000;
    const speed = pace.steps ? pace.steps / seconds : pace.shown;
    if (seconds >= WINDOW || pace.shown === null) {
      pace.shown = speed;
    }
    if (seconds >= WINDOW) {
      this.startClock();
    }
    return pace.shown;
  }

  get stepsPerRound() {
    return this.images.train.labels.length / this.setting.batchSize;
  }

  /** Whether training can go on: a NaN or an infinite loss does not become a number again. */
  get finite() {
    return Number.isFinite(this.last.loss);
  }

  /** The message "measured" of the step just done, its type aside. */
  measured() {
    const { step, round, last, recent } = this;
    const mean = (name) => (recent.length ? recent.reduce((sum, one) => sum + one[name], 0) / recent.length : last[name]);
    const { units, activation } = this.setting;
    return {
      step,
      epoch: step / this.stepsPerRound,
      loss: last.loss,
      accuracy: last.accuracy,
      meanLoss: mean("loss"),
      meanAccuracy: mean("accuracy"),
      epochLoss: round.steps ? round.loss / round.steps : null,
      epochAccuracy: round.steps ? round.accuracy / round.steps : null,
      gradientNorms: this.network.layers.map((layer) => norm(layer.kernelGradient)),
      activations: last.outputs.map((outputs) => describeOutputs(outputs, units, activation)),
      stepsPerSecond: this.#speed(),
    };
  }

  /**
   * Loss and accuracy on the test images, in batches as Keras' `evaluate` does.
   *
   * @yields {undefined} after each batch, for others to have their turn.
   * @returns {{step: number, loss: number, accuracy: number}}
   */
  *evaluate() {
    const { step } = this;
    let [images, loss, accuracy] = [0, 0, 0];
    for (const { x, labels } of this.images.testPieces(this.setting.batchSize)) {
      const { logits } = this.network.forward(x, labels.length, false);
      const found = crossEntropy(logits, labels, CLASSES);
      images += labels.length;
      loss += found.loss * labels.length;
      accuracy += found.accuracy * labels.length;
      yield;
    }
    return { step, loss: loss / images, accuracy: accuracy / images };
  }
}
