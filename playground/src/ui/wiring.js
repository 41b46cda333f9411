// How the layers hang together: where a skip connection leaves, and where it is added.

/**
 * The skip connections of a network.
 *
 * Args:
 *   layers: number of hidden layers.
 *   skips: "none"; "two", as in exercise 5: the first layer joins the middle, and the layer behind it the last;
 *     "every2": every layer joins the one two further on.
 *
 * Returns: [{from, to}], hidden layers counted from 1: the output of `from` is added to that of `to`, and the
 * sum feeds the layer behind `to`.
 */
export function skipConnections(layers, skips) {
  const found = [];
  if (skips === "every2") {
    for (let from = 1; from + 2 <= layers; from += 2) found.push({ from, to: from + 2 });
  } else if (skips === "two" && layers >= 2) {
    const middle = Math.floor(layers / 2);
    if (middle > 1) found.push({ from: 1, to: middle });
    if (layers > middle + 1) found.push({ from: middle + 1, to: layers });
  }
  return found;
}
