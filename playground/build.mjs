/**
 * Bundles the playground into `dist/`: classic scripts and nothing that is fetched, so that it works from a disk.
 *
 * `engine.js` makes the global `vgkitEngine` of `src/engine/client.js`, with the worker's text in it;
 * `playground.js` is the page's own script, where there is `src/main.js`. The images, `data.js`, come from
 * `vgkit.site.packs`. `licenses.txt` has the licences of the libraries in it.
 */

import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { licenses } from "./licenses.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, "src");
const output = join(root, "dist");

const bundled = new Set();

const common = {
  absWorkingDir: root,
  metafile: true,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  loader: { ".wasm": "dataurl" },
  legalComments: "none", // all of them stand in licenses.txt
  banner: { js: "/* The licences of the libraries in this file stand in licenses.txt. */" },
  logLevel: "warning",
};

/** Bundle, and keep in mind what. */
async function bundle(options) {
  const result = await build({ ...common, ...options });
  Object.keys(result.metafile.inputs).forEach((input) => bundled.add(input));
  return result;
}

/** `import text from "worker:./x.js"` gives the text of a bundle of its own. */
const workers = {
  name: "workers",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice("worker:".length)),
      namespace: "worker",
    }));
    onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const { outputFiles } = await bundle({ entryPoints: [path], write: false });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

await mkdir(output, { recursive: true });
await bundle({
  entryPoints: [join(source, "engine", "client.js")],
  outfile: join(output, "engine.js"),
  globalName: "vgkitEngine",
  plugins: [workers],
});
const files = await readdir(source);
if (files.includes("main.js")) {
  await bundle({ entryPoints: [join(source, "main.js")], outfile: join(output, "playground.js") });
}
for (const name of files.filter((each) => /\.(html|css)$/.test(each))) {
  await cp(join(source, name), join(output, name));
}
await writeFile(join(output, "licenses.txt"), await licenses(root, [...bundled]));
