import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { integrityOfSha512, parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, onTestFinished, test } from "vitest";

import { hostSources } from "./host-sources.ts";

test("git ends with all that it started when nobody needs its archive any longer", { timeout: 20_000 }, async () => {
  const { url, asked, ended } = await silentServer();
  const giving = new AbortController();
  const fetching = fetchThemes({ url, path: process.env["PATH"], signal: giving.signal });
  await Promise.race([asked, fetching]);

  giving.abort();

  await expect(fetching).rejects.toMatchObject({ code: "ENETWORK" });
  await ended;
});

test("a git that something else ended is not said to have taken too long", async () => {
  const path = await mkdtemp(join(tmpdir(), "larder-git-"));
  onTestFinished(() => rm(path, { recursive: true }));
  await writeFile(join(path, "git"), "#!/bin/sh\nkill -KILL $$\n", { mode: 0o755 });

  await expect(fetchThemes({ url: "https://packages.example", path })).rejects.toMatchObject({
    message: expect.stringMatching(/git ended with SIGKILL$/),
  });
});

/** Fetches what was locked of a repository at `url`, with the git that is in `path`. */
async function fetchThemes(at: {
  readonly url: string;
  readonly path: string | undefined;
  readonly signal?: AbortSignal;
}): Promise<Uint8Array> {
  const sources = hostSources({
    directory: "/nowhere",
    environment: { PATH: at.path },
    fetchUrl: () => Promise.reject(new Error("Nothing is fetched from an address")),
  });
  const node = {
    id: "themes@1.0.0",
    name: parsePackageName("themes"),
    version: parseVersion("1.0.0"),
    source: { type: "git", repository: `${at.url}/themes.git`, commit: "a".repeat(40) },
    integrity: integrityOfSha512(Buffer.alloc(64).toString("base64")),
    kind: "library",
    edges: [],
  } as const;
  return await sources.fetch(node, at.signal);
}

/** A server that takes requests and never answers. */
async function silentServer(): Promise<{
  readonly url: string;
  /** Done when somebody asks. */
  readonly asked: Promise<void>;
  /** Done when he no longer waits. */
  readonly ended: Promise<void>;
}> {
  const asked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const server = createServer((request) => {
    request.socket.once("close", ended.resolve);
    asked.resolve();
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked: asked.promise, ended: ended.promise };
}
