/**
 * Sparse categorical cross-entropy from logits, and accuracy.
 *
 * @param {Float32Array} logits `labels.length` × `classes`.
 * @param {Uint8Array} labels the number of each image's class.
 * @param {number} classes
 * @param {Float32Array} [gradient] filled, where given, with that of the mean loss for the logits.
 * @returns {{loss: number, accuracy: number}} means over the images.
 */
export function crossEntropy(logits, labels, classes, gradient) {
  const images = labels.length;
  let [loss, right] = [0, 0];
  for (let image = 0; image < images; image++) {
    const first = image * classes;
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (logits[first + k] > logits[first + best]) {
        best = k;
      }
    }
    const most = logits[first + best];
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      sum += Math.exp(logits[first + k] - most);
    }
    const label = labels[image];
    loss += Math.log(sum) + most - logits[first + label];
    right += best === label;
    if (gradient) {
      for (let k = 0; k < classes; k++) {
        const probability = Math.exp(logits[first + k] - most) / sum;
        gradient[first + k] = (probability - (k === label)) / images;
      }
    }
  }
  return { loss: loss / images, accuracy: right / images };
}
