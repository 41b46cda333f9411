// From numbers to positions on an axis, and where its ticks stand.

/** Decades beyond which a logarithmic axis is too crowded: what is smaller lies at its left end. */
const FARTHEST = 14;
const ROUND = [1, 2, 2.5, 5, 10];

/**
 * A linear axis.
 *
 * @param {number[]} domain smallest and largest value.
 * @param {number[]} range position of the smallest and of the largest.
 * @returns {function(number): number} from values to positions; values outside end at the axis' ends.
 */
export function linear([low, high], [start, end]) {
  const width = high - low || 1;
  return (value) => start + (end - start) * clamp((value - low) / width);
}

/** Round values, about so many, that divide an axis from low to high. */
export function ticks(low, high, count = 5) {
  const rough = (high - low) / Math.max(count, 1) || 1;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ROUND.find((factor) => factor * unit >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/**
 * The powers of ten that hold all these sizes, at least `least`.
 *
 * @param {number[]} sizes zeros and what is no number have no place on a logarithmic axis.
 * @param {number[]} least smallest and largest exponent that the axis shows in any case.
 * @returns {number[]} smallest and largest exponent, at most 14 apart.
 */
export function decades(sizes, least = [-6, 1]) {
  const exponents = sizes.filter((size) => size > 0 && Number.isFinite(size)).map(Math.log10);
  const high = Math.max(least[1], ...exponents.map(Math.ceil));
  const low = Math.min(least[0], ...exponents.map(Math.floor));
  return [Math.max(low, high - FARTHEST), high];
}

/**
 * Where a size lies on a logarithmic axis.
 *
 * @returns {number|null} 0 at the left end to 1 at the right; 0 for a zero, null for what is no number.
 */
export function logarithmic(size, [low, high]) {
  if (size === null || !Number.isFinite(size)) return null;
  if (size <= 0) return 0;
  return clamp((Math.log10(size) - low) / (high - low));
}

function clamp(share) {
  return Math.min(1, Math.max(0, share));
}
