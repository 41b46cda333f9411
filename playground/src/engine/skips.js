/** Where the skip connections of a network are: the page draws what the engine adds. */

/**
 * Between which hidden layers there are skip connections: [a, b] adds the output of a to that of b.
 *
 * @param {string} skips `"two"` is exercise 5's: the sum of 3 and 1 feeds layer 4, the sum of the last and 4
 *     the output. `"every2"` adds to each layer with an odd number the output of the one two before.
 * @param {number} layers number of hidden layers; pairs that do not fit are left out.
 */
export function skipPairs(skips, layers) {
  const pairs = { none: [], two: [[1, 3], [4, layers]], every2: [] }[skips];
  for (let b = 3; skips === "every2" && b <= layers; b += 2) {
    pairs.push([b - 2, b]);
  }
  return pairs.filter(([a, b]) => b <= layers && b - a >= 2);
}
