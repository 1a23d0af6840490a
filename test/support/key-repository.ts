import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Before it asks a registry for its keys, npm asks a repository on the internet whether that registry's
 * are kept there. Returns options of Node with which that question is answered with no, as it would be;
 * everything else is npm's own.
 */
export async function answerWithoutKeyRepository(directory: string): Promise<string> {
  const file = join(directory, "without-key-repository.cjs");
  const lines = [
    'const Module = require("node:module");',
    "const load = Module._load;",
    'const getTarget = () => Promise.reject(Object.assign(new Error("none"), { code: "TUF_FIND_TARGET_ERROR" }));',
    "const repository = { initTUF: () => Promise.resolve({ getTarget }) };",
    "Module._load = function (name, ...rest) {",
    '  return name === "@sigstore/tuf" ? repository : load.call(this, name, ...rest);',
    "};",
  ];
  await writeFile(file, lines.join("\n"));
  return `--require ${file}`;
}
