/**
 * The course's random numbers, to the bit where they are uniform: Python's generator for the seeds of the
 * kernels, and TensorFlow's Philox streams for the kernels themselves (`starting_point` of the kit).
 */

const ROUNDS = 10;
const MULTIPLIERS = [0xd2511f53, 0xcd9e8d57];
const INCREMENTS = [0x9e3779b9, 0xbb67ae85];

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function high(a, b) {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  return (a1 * b1 + Math.floor(((middle & 0xffff) + a0 * b1) / 65536) + Math.floor(middle / 65536)) >>> 0;
}

/**
 * Philox4x32-10 (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *
 * @param {number} key below 2³².
 * @param {number} stream below 2³²: the upper half of the counter.
 * @yields {Uint32Array} four random numbers at a time; the array is used again.
 */
export function* philox(key, stream) {
  const words = new Uint32Array(4);
  for (let count = 0; ; count++) {
    words.set([count, 0, stream, 0]);
    let [k0, k1] = [key >>> 0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const [c0, c1, c2, c3] = words;
      words[0] = high(MULTIPLIERS[1], c2) ^ c1 ^ k0;
      words[1] = Math.imul(MULTIPLIERS[1], c2);
      words[2] = high(MULTIPLIERS[0], c0) ^ c3 ^ k1;
      words[3] = Math.imul(MULTIPLIERS[0], c0);
      k0 = (k0 + INCREMENTS[0]) >>> 0;
      k1 = (k1 + INCREMENTS[1]) >>> 0;
    }
    yield words;
  }
}

/** A float32 of [0, 1) out of 23 of 32 random bits. */
const fraction = (word) => (word & 0x7fffff) / 0x800000;

/** Uniform numbers of [0, 1), endlessly. Arguments as of `philox`. */
export function* uniforms(key, stream) {
  for (const words of philox(key, stream)) {
    for (const word of words) {
      yield fraction(word);
    }
  }
}

/** Standard normal numbers, endlessly, by Box and Muller (1958). Arguments as of `philox`. */
export function* normals(key, stream) {
  for (const words of philox(key, stream)) {
    for (let i = 0; i < 4; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(Math.max(fraction(words[i]), 1e-7)));
      const angle = Math.fround(2 * Math.PI * fraction(words[i + 1]));
      yield Math.sin(angle) * radius;
      yield Math.cos(angle) * radius;
    }
  }
}

/**
 * Python's `random.Random(seed)`: the Mersenne Twister (Matsumoto & Nishimura, 1998), as 32-bit numbers.
 *
 * @param {number} seed from 0 to 2³² − 1.
 * @yields {number} below 2³².
 */
export function* mersenneTwister(seed) {
  const state = new Uint32Array(624);
  state[0] = 19650218;
  for (let i = 1; i < 624; i++) {
    state[i] = Math.imul(1812433253, state[i - 1] ^ (state[i - 1] >>> 30)) + i;
  }
  const mixed = (i, factor) => state[i] ^ Math.imul(state[i - 1] ^ (state[i - 1] >>> 30), factor);
  let i = 1;
  const next = () => {
    i += 1;
    if (i === 624) {
      state[0] = state[623];
      i = 1;
    }
  };
  for (let k = 0; k < 624; k++) {
    state[i] = mixed(i, 1664525) + seed;
    next();
  }
  for (let k = 0; k < 623; k++) {
    state[i] = mixed(i, 1566083941) - i;
    next();
  }
  state[0] = 0x80000000;
  for (;;) {
    for (let k = 0; k < 624; k++) {
      const joined = (state[k] & 0x80000000) | (state[(k + 1) % 624] & 0x7fffffff);
      state[k] = state[(k + 397) % 624] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    for (let k = 0; k < 624; k++) {
      let word = state[k];
      word ^= word >>> 11;
      word ^= (word << 7) & 0x9d2c5680;
      word ^= (word << 15) & 0xefc60000;
      yield (word ^ (word >>> 18)) >>> 0;
    }
  }
}

/** Python's `random.Random(seed).randint(0, 2**31 - 1)`, one for each kernel, endlessly. */
export function* drawSeeds(seed) {
  for (const word of mersenneTwister(seed)) {
    if (word < 2 ** 31) {
      yield word;
    }
  }
}

/**
 * A random order of whole numbers (Fisher & Yates).
 *
 * @param {number} count how many: 0 to count − 1.
 * @param {number} key, stream as of `philox`.
 * @returns {Int32Array}
 */
export function shuffled(count, key, stream) {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const draws = uniforms(key, stream);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(draws.next().value * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
