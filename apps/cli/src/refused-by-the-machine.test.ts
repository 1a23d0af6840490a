import { spawnSync } from "node:child_process";
import { open, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { newWorkplace } from "./testing/larder-process.ts";

test.each([
  ["serve", "--uplink", "none", "--listen", "127.0.0.1:0"],
  ["user", "add", "ada"],
])("a data directory that is a file is refused by `larder %s`", async (...words) => {
  await using place = await newWorkplace();
  await writeFile(join(place.directory, "file"), "");

  const { exitCode, document } = await place.run([...words, "--data", "file", "--json"]);

  expect(exitCode).toBe(2);
  expect(document()).toMatchObject({
    error: { code: "ECONFIG", summary: expect.stringContaining("file` cannot be a data directory") },
  });
});

test("a token of a registry that is not there is refused, and makes none", async () => {
  await using place = await newWorkplace();

  const { exitCode, document } = await place.run(["token", "create", "--user", "ada", "--json"]);

  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({ error: { code: "E404", summary: expect.stringContaining("larder-data") } });
  await expect(stat(join(place.directory, "larder-data"))).rejects.toThrow("ENOENT");
});

test.each(["stdout", "stderr"] as const)("a %s that cannot be written ends the command, once", async (stream) => {
  await using place = await newWorkplace();
  const full = await open("/dev/full", "w");

  const { exitCode, signal } = await place.runInto({ [stream]: full.fd }, [stream === "stdout" ? "--help" : "list"]);
  await full.close();

  expect({ exitCode, signal }).toEqual({ exitCode: 1, signal: null });
});

test("a command that is started in a directory that is gone says so", async () => {
  await using place = await newWorkplace();
  const [jsxLoader, main] = ["../../../scripts/jsx.mjs", "main.ts"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"';
  const words = [process.execPath, "--import", jsxLoader ?? "", main ?? "", "list", "--json"];

  const { status, stdout } = spawnSync("sh", ["-c", script, "sh", ...words], {
    cwd: place.directory,
    encoding: "utf8",
  });

  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    error: { code: "ESYSTEM", summary: "The directory that this was started in is not there any more" },
  });
});
