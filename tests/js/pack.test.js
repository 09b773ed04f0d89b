import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { pack } from "../../scripts/pack.js";

let site;
const read = (name) => readFile(join(site, "build", name), "utf8");
const packed = () => pack({ source: site, into: join(site, "build"), htmx: join(site, "htmx.min.js"), logLevel: "silent" });

beforeEach(async () => {
  site = await mkdtemp(join(tmpdir(), "aloud-pack-"));
  await mkdir(join(site, "js"));
  await writeFile(join(site, "js/store.js"), "export const keep = (tap) => tap?.answer ?? 'nothing';\n");
  await writeFile(join(site, "js/home.js"), "// For people\nimport { keep } from './store.js';\nglobalThis.kept = keep({ answer: 4 });\n");
  await writeFile(join(site, "app.css"), ".choice { padding-inline: 1rem; & span { text-align: start } background: url('/static/sound.svg') }\n");
  await writeFile(join(site, "htmx.min.js"), "var htmx;");
});
afterEach(() => rm(site, { recursive: true }));

test("the phone fetches one file where people keep two", async () => {
  await packed();

  await import(join(site, "build/home.js"));

  assert.equal(globalThis.kept, 4);
  assert.doesNotMatch(await read("home.js"), /import|For people|sourceMappingURL/);
});

test("what is fetched later stays a file of its own", async () => {
  await writeFile(join(site, "js/seal.js"), "export const seal = () => 'sealed with wax';\n");
  await writeFile(join(site, "js/home.js"), "globalThis.later = () => import(new URL('./seal.js', import.meta.url).href);\n");
  await packed();

  await import(join(site, "build/home.js?later"));

  assert.doesNotMatch(await read("home.js"), /wax/);
  assert.equal((await globalThis.later()).seal(), "sealed with wax");
});

test("a page whose script is not written yet is simply not packed", async () => {
  await packed();

  assert.deepEqual((await readdir(join(site, "build"))).sort(), ["app.css", "app.css.br", "home.js", "home.js.br", "htmx.js", "htmx.js.br"]);
});

test("an older phone reads the stylesheet without knowing nesting", async () => {
  await packed();

  const css = await read("app.css");

  assert.match(css, /\.choice span\{text-align:start\}/);
  assert.match(css, /padding-inline:1rem/);
  assert.match(css, /url\(["']?\/static\/sound\.svg/);
});

test("htmx arrives exactly as its authors published it", async () => {
  await packed();

  assert.equal(await read("htmx.js"), "var htmx;");
});

test("packing twice gives the same bytes, so phones need not fetch again", async () => {
  await packed();
  const first = [await read("home.js"), await read("app.css")];

  await packed();

  assert.deepEqual([await read("home.js"), await read("app.css")], first);
});

test("a script that cannot be read stops the build", async () => {
  await writeFile(join(site, "js/app.js"), "import './gone.js';");

  await assert.rejects(packed(), /gone\.js/);
});

test("a service worker is a classic script, which every browser takes", async () => {
  await writeFile(join(site, "js/sw.js"), "import { keep } from './store.js';\nself.rules = keep({ answer: 3 });\n");

  await packed();

  assert.match(await read("sw.js"), /^\(\(\)=>\{.*\}\)\(\);\n$/);
});

test("beside each file stands the same one, packed smaller", async () => {
  await packed();

  const small = await readFile(join(site, "build/home.js.br"));

  assert.equal(brotliDecompressSync(small).toString(), await read("home.js"));
});

test("icons arrive as they were drawn", async () => {
  await mkdir(join(site, "icons"));
  await writeFile(join(site, "icons/mark.svg"), "<svg/>");

  await packed();

  assert.equal(await read("mark.svg"), "<svg/>");
});
