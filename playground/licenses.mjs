/** The licences of what is bundled: whoever gets the bundle gets them, too. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";

const PACKAGE = /^(?!\(disabled\)).*node_modules\/(?:@[^/]+\/)?[^/]+/; // what a browser does without is "(disabled)"
const NOTICE = /\/\*(?:(?!\*\/)[\s\S])*copyright(?:(?!\*\/)[\s\S])*\*\//gi;

/**
 * The licences as one text: for each package its name, its version, the name of its licence, and the licence's text
 * or, where the package has no file of it, the notices in its sources.
 *
 * @param {string} folder that the paths of the inputs start from.
 * @param {string[]} inputs paths of all bundled files, as esbuild's metafile has them.
 * @returns {Promise<string>}
 */
export async function licenses(folder, inputs) {
  const packages = new Map();
  for (const input of inputs.toSorted()) {
    const [path] = input.match(PACKAGE) ?? [];
    if (path) {
      packages.set(path, [...(packages.get(path) ?? []), join(folder, input)]);
    }
  }
  const parts = [...packages].map(async ([path, files]) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, path, "package.json"), "utf8"));
    const own = await readFile(join(folder, path, "LICENSE"), "utf8").catch(() => null);
    const text = own ?? (await notices(files));
    if (!text) {
      throw new Error(`${name} ${version} (${license}) has neither a file LICENSE nor a notice in its sources.`);
    }
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(parts)).join(`\n${"-".repeat(80)}\n\n`);
}

/** The different notices of copyright in some files. */
async function notices(files) {
  const sources = await Promise.all(files.map((file) => readFile(file, "utf8").catch(() => "")));
  const found = sources.flatMap((source) => source.match(NOTICE) ?? []);
  const plain = found.map((notice) => notice.replace(/^\s*\/?\*+(\/| ?)/gm, "").replace(/[ \t]+$/gm, "").trim());
  const words = new Map(plain.map((notice) => [notice.replace(/\W+/g, " "), notice]));
  return [...words.values()].join("\n\n");
}
