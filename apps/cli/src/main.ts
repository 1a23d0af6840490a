#!/usr/bin/env node
/* The first file that runs, on any Node: it imports nothing that an old one could not read. */
import { keepCompiledCode } from "./compile-cache.ts";

const nodeMajorMin = 24;
const nodeMajor = Number(process.versions.node.split(".")[0]);

if (nodeMajor < nodeMajorMin) {
  process.stderr.write(
    `larder needs Node ${nodeMajorMin} or later, and this is Node ${process.versions.node}\n` +
      "  next: in a checkout run `npm run larder -- …`, which brings the right Node; elsewhere install a newer Node\n",
  );
  process.exitCode = 1;
} else if (process.argv.length === 3 && ["--version", "-V"].includes(process.argv[2] ?? "")) {
  // Scripts ask for it often, and nothing else is needed for it.
  const { productVersion } = await import("./product.ts");
  process.stdout.write(`${productVersion}\n`);
} else {
  keepCompiledCode();
  const { speedUpImports } = await import("./speed-up-imports.ts");
  speedUpImports();
  const { runProcess } = await import("./run-process.ts");
  await runProcess();
}
