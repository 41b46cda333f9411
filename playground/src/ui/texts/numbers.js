// Numbers as the course writes them: 0.05, 10 %, 6.2 × 10⁻⁵; thousands from five digits on as
// 54,000 in English and 54 000 in Vietnamese.

import { language } from "./language.js";

const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const NO_BREAK = "\u00a0";
export const MISSING = "–";

/** 10ⁿ with a raised exponent. */
export function powerOfTen(exponent) {
  return `10${[...String(exponent)].map((sign) => SUPERSCRIPTS[sign]).join("")}`;
}

/** An integer, with its thousands apart from five digits on. */
export function integer(value) {
  if (!Number.isFinite(value)) return MISSING;
  const digits = String(Math.round(Math.abs(value)));
  const between = language() === "vi" ? NO_BREAK : ",";
  const grouped = digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, between);
  return (value < 0 && digits !== "0" ? "−" : "") + grouped;
}

/** A number with so many decimals, as a loss is written. */
export function decimals(value, count = 3) {
  if (!Number.isFinite(value)) return MISSING;
  if (Math.abs(value) >= 10_000) return scientific(value);
  return value.toFixed(count).replace("-", "−");
}

/** A share out of 0…1 in per cent. */
export function percent(share) {
  if (!Number.isFinite(share)) return MISSING;
  return `${Math.round(100 * share)}${NO_BREAK}%`;
}

/** A size of any magnitude, such as a gradient norm, to two or three digits. */
export function size(value) {
  if (!Number.isFinite(value)) return MISSING;
  if (value === 0) return "0";
  const magnitude = Math.abs(value);
  if (magnitude < 0.001 || magnitude >= 10_000) return scientific(value);
  if (magnitude >= 100) return value.toFixed(0).replace("-", "−");
  return String(Number(value.toPrecision(magnitude < 0.1 ? 2 : 3))).replace("-", "−");
}

/** How many times larger one size is than another, rounded to two digits. */
export function factor(value) {
  if (!Number.isFinite(value)) return MISSING;
  if (value >= 1e7) return scientific(value, 1);
  if (value < 9.5) return String(Number(value.toPrecision(2)));
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return integer(Math.round(value / unit) * unit);
}

function scientific(value, digits = 2) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${mantissa.replace("-", "−")}${NO_BREAK}×${NO_BREAK}${powerOfTen(Number(exponent))}`;
}
