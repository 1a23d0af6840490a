import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findErrorCode, publishByPnpm } from "./publish-by-pnpm.ts";

test("the registry's code is found in what pnpm repeats, also when it is folded", () => {
  const folded = `  × Failed to publish (status 503 Service
    │ Unavailable): {"error":"The uplink is down","code":"EUNAVAIL
    │ ABLE","hint":"Try again"}`;

  expect(findErrorCode(folded)).toBe("EUNAVAILABLE");
  expect(findErrorCode('{"code":"ENOTOURS"}')).toBeUndefined();
});

test("without pnpm on the PATH the next step is named", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "larder-tour-"));
  const directory = place.path;
  await writeFile(join(directory, "package.json"), '{ "name": "left-pad", "version": "1.0.0" }');

  const published = publishByPnpm({
    directory,
    registry: "http://127.0.0.1:1",
    userConfig: join(directory, "npmrc"),
    variables: { PATH: directory },
  });

  await expect(published).rejects.toMatchObject({ hint: "Run `npm start`, which brings pnpm" });
});
