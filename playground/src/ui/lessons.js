// Where the course's pages lie, seen from this page.

import { language } from "./texts/language.js";

/** The notebook of each exercise, as the course's table of lessons names it. */
const NOTEBOOKS = {
  0: "0_baseline",
  "1a": "1a_weight_increasing",
  "1b": "1b_more_weight_increasing",
  2: "2_better_activation",
  3: "3_better_optimizer",
  "4a": "4a_batch_normalization",
  "4b": "4b_my_normalization",
  5: "5_skip_connection",
  8: "8_gradient_normalization",
};

/** The first page of the course, in the language spoken now. */
export function courseAddress() {
  return `../${language()}/index.html`;
}

/** The page of an exercise, in the language spoken now. */
export function lessonAddress(preset) {
  return `../${language()}/lessons/${NOTEBOOKS[preset]}.html`;
}
