// Builds static/vendor/ and tests/browser/vendor/ from node_modules. `--check` writes nothing and fails on a difference.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const modules = join(here, "node_modules");

/** A module of ours bundled with everything it imports, as one minified ES module. */
async function bundle(entry) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [join("src", entry)],
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2021"],
    charset: "utf8",
    legalComments: "none",
    write: false,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

/** A file of a package, as it is. */
const copy = (...path) => readFile(join(modules, ...path));

/** The inner shapes of the icons named in src/icons.json: {name: "<path …/>…"}. */
async function icons() {
  const names = JSON.parse(await readFile(join(here, "src", "icons.json"), "utf8"));
  const shapes = {};
  for (const name of names) {
    const svg = await readFile(join(modules, "lucide-static", "icons", `${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    shapes[name] = inner.replace(/\s*\n\s*/g, "").replace(/\s+\/>/g, "/>");
  }
  return Buffer.from(JSON.stringify(shapes, null, 1) + "\n");
}

/** What is shipped, file by file: the packages inside it and how its bytes are made. */
const OUTPUTS = [
  {
    file: "static/vendor/codemirror/codemirror.js",
    packages: [
      "codemirror",
      "@codemirror/autocomplete",
      "@codemirror/commands",
      "@codemirror/lang-json",
      "@codemirror/lang-python",
      "@codemirror/language",
      "@codemirror/merge",
      "@codemirror/search",
      "@codemirror/state",
      "@codemirror/view",
      "@lezer/highlight",
    ],
    make: () => bundle("codemirror.mjs"),
  },
  { file: "static/vendor/codemirror/LICENSE", packages: ["codemirror"], make: () => copy("codemirror", "LICENSE") },
  { file: "static/vendor/uplot/uplot.js", packages: ["uplot"], make: () => bundle("uplot.mjs") },
  { file: "static/vendor/uplot/uplot.css", packages: ["uplot"], make: () => copy("uplot", "dist", "uPlot.min.css") },
  { file: "static/vendor/uplot/LICENSE", packages: ["uplot"], make: () => copy("uplot", "LICENSE") },
  {
    file: "static/vendor/plotly/plotly-cartesian.min.js",
    packages: ["plotly.js-cartesian-dist-min"],
    make: () => copy("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js"),
  },
  {
    file: "static/vendor/plotly/LICENSE",
    packages: ["plotly.js-cartesian-dist-min"],
    make: () => copy("plotly.js-cartesian-dist-min", "LICENSE"),
  },
  { file: "static/vendor/lucide/icons.json", packages: ["lucide-static"], make: icons },
  { file: "static/vendor/lucide/LICENSE", packages: ["lucide-static"], make: () => copy("lucide-static", "LICENSE") },
  { file: "tests/browser/vendor/axe.min.js", packages: ["axe-core"], make: () => copy("axe-core", "axe.min.js") },
  { file: "tests/browser/vendor/LICENSE", packages: ["axe-core"], make: () => copy("axe-core", "LICENSE") },
];

async function described(name) {
  const { version, license } = JSON.parse(await readFile(join(modules, name, "package.json"), "utf8"));
  return { name, version, licence: license };
}

async function made() {
  const files = new Map();
  const listed = [];
  for (const output of OUTPUTS) {
    const bytes = await output.make();
    files.set(output.file, bytes);
    listed.push({
      file: output.file,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.length,
      packages: await Promise.all(output.packages.map(described)),
    });
  }
  files.set("static/vendor/VERSIONS.json", Buffer.from(JSON.stringify({ files: listed }, null, 2) + "\n"));
  return files;
}

async function committed(path) {
  try {
    return await readFile(path);
  } catch {
    return null;
  }
}

const check = process.argv.includes("--check");
const different = [];
for (const [file, bytes] of await made()) {
  const path = join(root, file);
  if (check) {
    const there = await committed(path);
    if (!there || !there.equals(bytes)) different.push(file);
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
if (different.length) {
  console.error(`not what the sources build: ${different.join(", ")}. Run: npm --prefix frontend ci && npm --prefix frontend run build`);
  process.exit(1);
}
