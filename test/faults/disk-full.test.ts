import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { serveLarder } from "../support/larder-process.ts";
import { type PreparedVersion, prepareVersion } from "../support/publish-document.ts";
import { publisherToken } from "../support/publisher-token.ts";
import { registryPlace } from "../support/registry-place.ts";
import { canMountDisks, fillDisk, smallDisk } from "../support/small-disk.ts";
import { versionState } from "../support/version-state.ts";

const megabyte = 1_000_000;
const publishesMax = 200;

describe.skipIf(!canMountDisks).each(["PGlite", "Postgres"] as const)("on %s", (engine) => {
  test("a full disk refuses publishes and says so, loses nothing, serves what it has, and recovers (skipped where no disk can be mounted)", async () => {
    const disk = await smallDisk("96m");
    const place = await registryPlace(engine, disk);
    const token = await publisherToken(place);
    const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", ...place]);
    onTestFinished(async () => {
      await server.stop();
    });
    const filler = join(disk, "filler");
    await fillDisk(filler, { leaving: megabyte });

    const published: PreparedVersion[] = [];
    const refused: { readonly version: PreparedVersion; readonly answer: string }[] = [];
    for (let number = 0; number < publishesMax && refused.length < 5; number++) {
      // First an archive that cannot fit, then small ones until no byte is left.
      const version = await prepareVersion(`jam-${number}`, "1.0.0", number === 0 ? 2 * megabyte : 6000);
      const answer = await publish(server.url, token, version);
      if (answer === "201") published.push(version);
      else refused.push({ version, answer });
    }

    expect(new Set(refused.map(({ answer }) => answer))).toEqual(new Set([refusal]));
    expect(await arriving(disk)).toEqual([]);
    expect(await statesOf(server.url, published)).toEqual(published.map(() => "whole"));
    const unpublished = refused.map(({ version }) => version);
    expect(await statesOf(server.url, unpublished)).toEqual(unpublished.map(() => "absent"));

    await rm(filler);
    const again = [];
    for (const version of unpublished) again.push(await publish(server.url, token, version));
    expect(again).toEqual(unpublished.map(() => "201"));
    expect(await statesOf(server.url, unpublished)).toEqual(unpublished.map(() => "whole"));
  });
});

const refusal = "503 A disk of this registry is full, so that nothing can be written; nothing was changed";

/** Returns the status, and the sentence of a refusal. */
async function publish(url: string, token: string, { name, body }: PreparedVersion): Promise<string> {
  // A refusal in the middle of a body ends the connection, so that the next publish wants another one.
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", connection: "close" };
  const response = await fetch(`${url}/${name}`, { method: "PUT", headers, body });
  const { error } = (await response.json()) as { readonly error?: string };
  return error === undefined ? String(response.status) : `${response.status} ${error}`;
}

/** What lies where archives wait until they are whole. */
function arriving(data: string): Promise<string[]> {
  return readdir(join(data, "blobs", "arriving"));
}

function statesOf(url: string, versions: readonly PreparedVersion[]): Promise<string[]> {
  return Promise.all(versions.map((version) => versionState(url, version)));
}
