import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { setLanguage } from "../../src/ui/texts/language.js";
import { decimals, factor, integer, MISSING, percent, powerOfTen, size } from "../../src/ui/texts/numbers.js";

afterEach(() => setLanguage("en"));

test("thousands stand apart from five digits on, as each language has it", () => {
  assert.deepEqual([9999, 10_000, 1_234_567].map(integer), ["9999", "10,000", "1,234,567"]);
  setLanguage("vi");
  assert.deepEqual([9999, 10_000, 1_234_567].map(integer), ["9999", "10\u00a0000", "1\u00a0234\u00a0567"]);
});

test("a size of any magnitude is written with two or three digits", () => {
  assert.equal(size(0.4731), "0.473");
  assert.equal(size(12.345), "12.3");
  assert.equal(size(1234.5), "1235");
  assert.equal(size(0), "0");
  assert.equal(size(0.0000623), "6.2\u00a0×\u00a010⁻⁵");
  assert.equal(size(123456), "1.2\u00a0×\u00a010⁵");
  assert.equal(size(-0.5), "−0.5");
});

test("a factor is rounded to two digits", () => {
  assert.deepEqual([2.345, 9.7, 28_961, 999.9].map(factor), ["2.3", "10", "29,000", "1000"]);
  assert.equal(factor(3.21e9), "3\u00a0×\u00a010⁹");
});

test("what is no number is written as a dash, wherever it comes from", () => {
  for (const write of [integer, decimals, percent, size, factor]) {
    for (const value of [null, undefined, NaN, Infinity]) assert.equal(write(value), MISSING);
  }
});

test("a loss has three decimals until it is huge", () => {
  assert.equal(decimals(2.30258, 3), "2.303");
  assert.equal(decimals(1.5e12, 3), "1.5\u00a0×\u00a010¹²");
});

test("per cent and powers of ten", () => {
  assert.equal(percent(0.1049), "10\u00a0%");
  assert.equal(powerOfTen(-12), "10⁻¹²");
});
