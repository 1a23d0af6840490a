import { createRegistryClient } from "@larder/registry-client";
import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { watchDownloads } from "./watch-downloads.ts";

test("what everything waits for is named when it is slow, and no longer than that", async () => {
  const told: string[] = [];
  let nowMs = 0;
  const gate = Promise.withResolvers<Response>();
  const registry = createRegistryClient({ url: "https://packages.example", fetch: () => gate.promise });
  const { client, status } = watchDownloads(
    registry,
    (text) => void told.push(text),
    () => nowMs,
  );

  const place = { name: parsePackageName("big"), version: parseVersion("1.0.0") };
  const arrived = readAll(client.fetchTarball(place));
  status("fetched 0/1");
  nowMs = 6_000;
  status("fetched 0/1");
  gate.resolve(new Response("archive"));
  await arrived;
  status("fetched 1/1");

  expect(told).toEqual(["fetched 0/1", "fetched 0/1 · waiting for big (6.0 s)", "fetched 1/1"]);
});

async function readAll(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of source) expect(piece.byteLength).toBeGreaterThan(0);
}
