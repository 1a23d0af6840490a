import { expect, test } from "vitest";

import type { PackageFrame, ResolveAnswer } from "../larder-api.ts";
import { createRegistryClient } from "../registry-client.ts";

const body = { registry: "home", coreVersion: "1.0.0", wants: { "left-pad": "^1.0.0" } };
const frame = { type: "package", name: "left-pad", version: "1.0.0", integrity: "sha512-x" };
const done = { type: "done", answer: { outcome: "unchanged" } };

/** Resolves at a registry that answers with these texts, one after the other. */
async function resolveWith(
  texts: readonly string[],
  type = "application/x-ndjson",
): Promise<{ answer: ResolveAnswer | undefined; packages: PackageFrame[]; waited: number[] }> {
  const packages: PackageFrame[] = [];
  const waited: number[] = [];
  const encoder = new TextEncoder();
  const stream = new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(encoder.encode(text));
      controller.close();
    },
  });
  const client = createRegistryClient({
    url: "http://registry.example",
    fetch: () => Promise.resolve(new Response(stream, { headers: { "content-type": type } })),
  });
  const answer = await client.resolve(
    body,
    (one) => packages.push(one),
    (seconds) => waited.push(seconds),
  );
  return { answer, packages, waited };
}

const lines = (...frames: readonly object[]): string => frames.map((one) => `${JSON.stringify(one)}\n`).join("");

test("packages are told as their lines come, however the bytes are cut, and the last line is the answer", async () => {
  const text = lines(frame, { type: "of a later release" }, { type: "waiting", seconds: 10 }, done);

  const { answer, packages, waited } = await resolveWith(text.split(/(?<=:)|(?<="n)/));

  expect(packages).toEqual([frame]);
  expect(waited).toEqual([10]);
  expect(answer).toEqual({ outcome: "unchanged" });
});

test("an answer that breaks off counts as none", async () => {
  for (const text of ["", lines(frame), lines(frame) + JSON.stringify(done)]) {
    await expect(resolveWith([text])).rejects.toMatchObject({
      code: "ENETWORK",
      message: expect.stringContaining("the answer broke off"),
    });
  }
});

test("a failure after the answer has begun is the registry's own", async () => {
  const error = { error: "The uplink `npm` is not available", code: "EUNAVAILABLE", hint: "Try again" };

  const failing = resolveWith([lines(frame, { type: "error", status: 503, error })]);

  await expect(failing).rejects.toMatchObject({
    status: 503,
    code: "EUNAVAILABLE",
    hint: "Try again",
    message: error.error,
  });
});

test("a registry that has no lines to give answers at once", async () => {
  const { answer } = await resolveWith([JSON.stringify({ outcome: "solved", lock: "…" })], "application/json");

  expect(answer).toEqual({ outcome: "solved", lock: "…" });
});
