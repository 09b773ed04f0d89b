/**
 * Pack what the pages of a phone need: each script and the stylesheet becomes one small file.
 *
 * Why at all: docs/decisions/0003-scripts-are-packed-once.md. Run by `make static`, and by the image's first stage.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ENTRIES = ["js/interview.js", "js/home.js", "js/app.js", "js/seal.js", "app.css"];

// es2020 for the scripts; the browsers make esbuild write out CSS nesting, which phones before 2024 cannot read.
const TARGET = ["es2020", "chrome100", "firefox100", "safari15"];

/** Pack the entries that exist under `source` into `into`, and put htmx beside them. */
export async function pack({ source, into, htmx, logLevel = "warning" }) {
  await mkdir(into, { recursive: true });
  await build({
    absWorkingDir: resolve(source),
    entryPoints: ENTRIES.filter((entry) => existsSync(join(source, entry))),
    outdir: resolve(into),
    entryNames: "[name]",
    external: ["/static/*"],
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    logLevel,
  });
  await copyFile(htmx, join(into, "htmx.js"));
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] && resolve(process.argv[1]) === here) {
  const root = resolve(here, "../..");
  await pack({
    source: join(root, "app/static"),
    into: join(root, "app/static/build"),
    htmx: join(root, "node_modules/htmx.org/dist/htmx.min.js"),
  });
}
