/**
 * Pack what the pages of a phone need: each script and the stylesheet becomes one small file.
 *
 * Why at all: docs/decisions/0003-scripts-are-packed-once.md. Run by `make static`, and by the image's first stage.
 */
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = [
  "js/interview.js",
  "js/home.js",
  "js/phone.js",
  "js/app.js",
  "js/seal.js",
  "js/contact-card.js",
  "js/sender.js",
  "js/recorder.js",
  "js/tally.js",
  "js/translate.js",
  "js/screen.js",
  "js/takeover.js",
  "js/entry.js",
  "app.css",
  "desk.css",
  "sheet.css",
];
const OLDEST = ["self.css", "js/alone.js"]; // for telephones that somebody brings along
const WORKERS = ["js/sw.js", "js/sw-leaves.js"]; // classic scripts: every browser with a service worker takes those

// es2020 for the scripts; the browsers make esbuild write out CSS nesting, which phones before 2024 cannot read.
const TARGET = ["es2020", "chrome100", "firefox100", "safari15"];

const OLD_TARGET = ["es2015", "chrome49", "ios10"];

/** Pack the entries that exist under `source` into `into`, and put htmx and the icons beside them. */
export async function pack({ source, into, htmx, logLevel = "warning" }) {
  await mkdir(into, { recursive: true });
  const packing = (entries, format, target = TARGET) => build({
    absWorkingDir: resolve(source),
    entryPoints: entries.filter((entry) => existsSync(join(source, entry))),
    outdir: resolve(into),
    entryNames: "[name]",
    external: ["/static/*"],
    bundle: true,
    minify: true,
    format,
    target,
    charset: "utf8",
    legalComments: "none",
    logLevel,
  });
  await packing(ENTRIES, "esm");
  await packing(WORKERS, "iife");
  await packing(OLDEST, "iife", OLD_TARGET);
  await copyFile(htmx, join(into, "htmx.js"));
  const icons = join(source, "icons");
  for (const icon of existsSync(icons) ? await readdir(icons) : []) await copyFile(join(icons, icon), join(into, icon));
  for (const name of await readdir(into)) if (/\.(js|css)$/.test(name)) await writeFile(join(into, `${name}.br`), smaller(await readFile(join(into, name))));
}

/** As small as it gets, once: a server that compresses at every request has no time for that. */
const smaller = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } });

const here = fileURLToPath(import.meta.url);
if (process.argv[1] && resolve(process.argv[1]) === here) {
  const root = resolve(here, "../..");
  await pack({
    source: join(root, "app/static"),
    into: join(root, "app/static/build"),
    htmx: join(root, "node_modules/htmx.org/dist/htmx.min.js"),
  });
}
