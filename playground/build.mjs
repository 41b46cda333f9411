/**
 * Bundles the playground into `dist/`: classic scripts and nothing that is fetched, so that it works from a disk.
 *
 * `engine.js` makes the global `vgkitEngine` of `src/engine/client.js`, with the worker's text in it;
 * `playground.js` is the page's own script, where there is `src/main.js`. The images, `data.js`, come from
 * `vgkit.site.packs`.
 */

import { cp, mkdir, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, "src");
const output = join(root, "dist");

const common = {
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  loader: { ".wasm": "dataurl" },
  legalComments: "none",
  logLevel: "warning",
};

/** `import text from "worker:./x.js"` gives the text of a bundle of its own. */
const workers = {
  name: "workers",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice("worker:".length)),
      namespace: "worker",
    }));
    onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], write: false });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

await mkdir(output, { recursive: true });
await build({
  ...common,
  entryPoints: [join(source, "engine", "client.js")],
  outfile: join(output, "engine.js"),
  globalName: "vgkitEngine",
  plugins: [workers],
});
const files = await readdir(source);
if (files.includes("main.js")) {
  await build({ ...common, entryPoints: [join(source, "main.js")], outfile: join(output, "playground.js") });
}
for (const name of files.filter((each) => /\.(html|css)$/.test(each))) {
  await cp(join(source, name), join(output, name));
}
