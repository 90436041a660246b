// Bundles the workbench's script and takes the typeface along; nothing is loaded from elsewhere at run time.
// `node build.mjs tests` also bundles what the browser tests load: axe-core and a client that renders cards.
import { copyFile, mkdir } from "node:fs/promises";
import { build } from "esbuild";

const out = "../cds/web/static/built";
const common = { bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", logLevel: "warning" };

await mkdir(out, { recursive: true });
await copyFile("node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", `${out}/inter.woff2`);
await build({ ...common, entryPoints: ["src/workbench.js"], outfile: `${out}/workbench.js` });

if (process.argv[2] === "tests") {
  await mkdir("built", { recursive: true });
  await copyFile("node_modules/axe-core/axe.min.js", "built/axe.js");
  await build({
    ...common,
    entryPoints: ["src/card-client.js"],
    outfile: "built/card-client.js",
    define: { "process.env.NODE_ENV": '"production"' },
  });
}
