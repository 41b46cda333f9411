/** Answers the messages of `messages.js`, one after the other; a run lets them in between two steps. */

import { LONGEST_SILENCE, MEASURED_EVERY } from "../messages.js";
import { unpack } from "./images.js";
import { normalize } from "./settings.js";
import { shown } from "./statistics.js";
import { Training } from "./training.js";

const INTERRUPTING = new Set(["start", "pause"]);

export class Session {
  #answering = Promise.resolve();
  #evaluating = null; // {training, done}
  #interruptions = 0; // messages that wait and end what is being done
  #running = null; // what the present run is: {until}
  #toldStep; // the step that was last measured
  #toldAt; // when a measurement was last sent
  #training;

  /**
   * @param {Promise<string>} backend its name, once it is ready.
   * @param {function(object)} tell takes what is for the page.
   */
  constructor(backend, tell) {
    Object.assign(this, { backend, tell });
    backend.catch(() => {}); // told with the first message
  }

  /** Answer a message, when those before it are answered. A mistake becomes "failed". */
  receive(message) {
    const interrupts = INTERRUPTING.has(message?.type);
    this.#interruptions += interrupts;
    this.#answering = this.#answering
      .then(() => {
        this.#interruptions -= interrupts;
        return this.#answer(message);
      })
      .catch((error) => this.#fail(error));
    return this.#answering;
  }

  #fail(error) {
    this.#running = null;
    this.tell({ type: "failed", message: String(error?.message ?? error) });
  }

  async #answer(message) {
    const answers = {
      data: () => this.#take(message.images),
      start: () => this.#start(message.setting),
      run: () => this.#run(message.until ?? Infinity),
      pause: () => this.#pause(),
      step: () => this.#step(message.count ?? 1),
      evaluate: () => this.#evaluate(),
    };
    if (!Object.hasOwn(answers, message?.type)) {
      throw new Error(`No message is called ${JSON.stringify(message?.type)}.`);
    }
    await answers[message.type]();
  }

  #take(pack) {
    this.images = unpack(pack);
    return this.images;
  }

  async #start(asked) {
    this.#running = null;
    if (!this.images) {
      throw new Error("There are no images yet: the message 'data' comes before 'start'.");
    }
    const [backend, images] = await Promise.all([this.backend, this.images]);
    const { setting, changes } = normalize(asked);
    this.#training = new Training(setting, images);
    const layers = this.#training.network.describe();
    this.tell({ type: "ready", backend, setting, changes, images: images.describe(), layers });
    this.#training.look();
    this.#measure();
  }

  /** The training of the last "start". */
  #started() {
    if (!this.#training) {
      throw new Error("Nothing is built yet: the message 'start' comes first.");
    }
    return this.#training;
  }

  #measure() {
    this.#toldAt = performance.now();
    this.#toldStep = this.#training.step;
    this.tell({ type: "measured", ...shown(this.#training.measured()) });
  }

  async #pause() {
    this.#started();
    this.#running = null;
    await this.#evaluating?.done;
    this.#ended(true);
  }

  /** Tell that a run has ended, and where. */
  #ended(asked) {
    const { step } = this.#started();
    this.#running = null;
    if (this.#toldStep !== step) {
      this.#measure();
    }
    this.tell({ type: "paused", step, asked });
  }

  #run(until) {
    const training = this.#started();
    if (this.#running) {
      this.#running.until = until;
      return;
    }
    const run = { until };
    this.#running = run;
    training.startClock();
    const turn = () => {
      if (run !== this.#running || training !== this.#training) {
        return;
      }
      if (this.#evaluating?.training !== training) {
        this.#advance(training);
      }
      nextTurn(turn);
    };
    nextTurn(turn);
  }

  #advance(training) {
    try {
      training.advance();
      if (!training.finite) {
        this.#measure();
        this.#ended(false);
      } else if (training.step >= this.#running.until) {
        this.#ended(false);
      } else if (training.step % MEASURED_EVERY === 0 || performance.now() - this.#toldAt > LONGEST_SILENCE) {
        this.#measure();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #step(count) {
    const training = this.#started();
    this.#running = null;
    await this.#evaluating?.done;
    training.startClock();
    for (let done = 0; done < count && (done === 0 || !this.#interruptions); done++) {
      training.advance();
      if (!training.finite) {
        break;
      }
      await new Promise(nextTurn);
    }
    this.#measure();
  }

  /** Weights stand still until it is done; other messages are answered in the meantime. */
  #evaluate() {
    const training = this.#started();
    if (this.#evaluating?.training === training) {
      return;
    }
    const evaluating = { training };
    evaluating.done = this.#evaluated(training)
      .catch((error) => this.#fail(error))
      .then(() => {
        this.#evaluating = this.#evaluating === evaluating ? null : this.#evaluating;
      });
    this.#evaluating = evaluating;
  }

  async #evaluated(training) {
    const pieces = training.evaluate();
    let piece = pieces.next();
    while (!piece.done) {
      await new Promise(nextTurn);
      if (training !== this.#training) {
        return;
      }
      piece = pieces.next();
    }
    this.tell({ type: "evaluated", ...shown(piece.value) });
  }
}

/** Call a function when the messages that have arrived are taken in; `setTimeout` would wait 4 ms. */
function nextTurn(turn) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    turn();
  };
  port2.postMessage(null);
}
