/**
 * What page and worker say to each other. All messages are plain objects with a `type`.
 *
 * Page → worker
 *
 *   {type: "data", images}             first of all, and sent by `engine/client.js` itself: the packed images
 *   {type: "start", setting}           build the network anew, at step 0, and measure it once; ends a run
 *   {type: "run", until}               train until "pause", or until so many steps are done, where `until` is given
 *   {type: "pause"}                    stop after the step in progress; answered by "paused"
 *   {type: "step", count: 1}           train so many steps, measure, and stand still; answered by "measured".
 *                                      A "pause" or "start" behind it, or a loss that is no number, ends it early
 *   {type: "evaluate"}                 loss and accuracy on the packed test images
 *
 * Worker → page
 *
 *   {type: "ready", backend, setting, changes, images, layers}
 *       backend    what computes: "wasm" or "cpu"
 *       setting    what is trained, as `settings.normalize` left it
 *       changes    what `settings.normalize` changed: [{field, received, used}]
 *       images     {name, train, test}: name of the data set, number of images
 *       layers     [{name, units, parameters}], first to output; the parameters of the normalization before
 *                  a layer are counted with it
 *   {type: "measured", step, epoch, loss, accuracy, meanLoss, meanAccuracy, epochLoss, epochAccuracy, gradientNorms,
 *    activations, stepsPerSecond, finite}
 *       step           steps done. At 0, the network before any update is measured on the first batch
 *       epoch          step · batchSize / training images: 1.5 is in the middle of the second round
 *       loss, accuracy of the batch of that step, before its update, as Keras' `train_on_batch` returns them
 *       meanLoss, meanAccuracy
 *                      mean over the last `AVERAGED` steps, or over all where there are fewer; at step 0 those
 *                      of the first batch. They depend on setting and step alone, not on when one looked
 *       epochLoss, epochAccuracy
 *                      mean over the steps of the epoch so far; null at step 0
 *       gradientNorms  L2 norm of the gradient of the loss for each kernel, first layer to output
 *       activations    for each hidden layer {mean, std, saturated, dead, histogram, range}: `saturated` is
 *                      the share of outputs at which the activation is flat (sigmoid below 0.05 or above 0.95,
 *                      tanh beyond ±0.9, ReLU at 0), `dead` the number of units that are 0 for every image of
 *                      the batch, `histogram` the counts of 20 equal intervals of `range`
 *       stepsPerSecond of the last second or so of training; null before
 *       finite         false where a number is NaN or infinite: such numbers are null, and a run ends
 *   {type: "evaluated", step, loss, accuracy, finite}
 *   {type: "paused", step, asked}      a run has ended: by "pause" (asked: true), or (false) at its last step or
 *                                      because numbers are no longer finite. The step is measured before
 *   {type: "failed", message}          in English; the worker goes on answering
 *
 * While running, every `MEASURED_EVERY`th step is measured, and a step after `LONGEST_SILENCE` without.
 */

export const MEASURED_EVERY = 10;

/** Steps over which loss and accuracy are averaged. */
export const AVERAGED = 50;

/** In milliseconds. */
export const LONGEST_SILENCE = 1000;

/** Intervals of an activation's histogram. */
export const BINS = 20;
