import { expect, test } from "vitest";

import { packTarball } from "./pack-tarball.ts";
import { readArchivedFile } from "./read-archived-file.ts";

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 64) yield bytes.subarray(from, from + 64);
}

test("one file is read out of an archive, wherever it stands, and nothing where there is none", async () => {
  const archive = await packTarball([
    { path: "package.json", content: "{}" },
    { path: "lib/index.js", content: "export default 1;\n" },
    { path: "lib/other.js", content: "x".repeat(100_000) },
  ]);
  const read = async (path: string): Promise<string | undefined> => {
    const bytes = await readArchivedFile(inPieces(archive), path);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };

  expect(await read("package.json")).toBe("{}");
  expect(await read("lib/index.js")).toBe("export default 1;\n");
  expect(await read("lib/other.js")).toHaveLength(100_000);
  expect(await read("../package.json")).toBeUndefined();
  expect(await read("lib")).toBeUndefined();
});
