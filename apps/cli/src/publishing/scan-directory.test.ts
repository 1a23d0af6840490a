import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { newWorkplace } from "../testing/larder-process.ts";

test.each(["check", "publish --dry-run --registry http://127.0.0.1:1"])(
  "[X51] `larder %s` names what stands out in the code, and refuses nothing for it",
  async (command) => {
    await using place = await newWorkplace();
    await mkdir(join(place.directory, "plugins/lamp"), { recursive: true });
    await writeFile(
      join(place.directory, "package.json"),
      '{ "name": "lamp", "version": "1.0.0", "larder": {}, "engines": { "larder": "^1.0.0" } }',
    );
    await writeFile(
      join(place.directory, "plugins/lamp/index.js"),
      'import { definePlugin } from "@larder/sdk";\nimport { execSync } from "node:child_process";\n' +
        'export default definePlugin({ actions: { run: () => String(execSync("id")) } });\n',
    );

    const { exitCode, stdout, stderr } = await place.run(command.split(" "));

    expect(exitCode).toBe(0);
    expect(stdout + stderr).toContain("plugins/lamp/index.js:2: it imports `node:child_process`");
  },
);
