import { createHash } from "node:crypto";
import { integrityOfSha512 } from "@larder/package-spec";
import { expect, test } from "vitest";

import type { BlobStore } from "../blob-store.ts";
import { bytesOf, chunksOf, collect, failingChunks } from "./byte-sources.ts";

const limit = { bytesMax: 1_000_000 };

/** What a blob store promises of bytes that arrive whole. */
export function receivingLaws(store: () => BlobStore): void {
  test("a received blob says what its content is", async () => {
    const received = await store().receive(chunksOf("jam", " and ", "honey"), limit);

    const content = Buffer.from("jam and honey");
    expect({ integrity: received.integrity, shasum: received.shasum, size: received.size }).toEqual({
      integrity: integrityOfSha512(createHash("sha512").update(content).digest("base64")),
      shasum: createHash("sha1").update(content).digest("hex"),
      size: 13,
    });
  });

  test("a received blob can be read twice, before and after it is kept", async () => {
    const received = await store().receive(chunksOf("jam", "honey"), limit);

    expect(await bytesOf(received.read())).toEqual(Buffer.from("jamhoney"));
    expect(await bytesOf(received.read())).toEqual(Buffer.from("jamhoney"));
    await received.keep();
    expect(await bytesOf(received.read())).toEqual(Buffer.from("jamhoney"));
  });

  test("nothing can be opened before it is kept", async () => {
    const received = await store().receive(chunksOf("jam"), limit);

    expect(await store().has(received.integrity)).toBe(false);
    expect(await store().open(received.integrity)).toBeUndefined();
    expect(await collect(store().list())).toEqual([]);
    await received.discard();
  });
}

/** What a blob store promises of bytes that it does not take. */
export function refusingLaws(store: () => BlobStore): void {
  test("a source may reuse its buffer", async () => {
    const shared = new Uint8Array(1);
    const source = (async function* () {
      for (const byte of [1, 2, 3]) {
        shared[0] = byte;
        yield shared;
      }
    })();

    const received = await store().receive(source, limit);

    expect([...(await bytesOf(received.read()))]).toEqual([1, 2, 3]);
    await received.discard();
  });

  test("a blob of exactly the limit is taken, one byte more is refused and leaves nothing", async () => {
    const fits = await store().receive(chunksOf("1234", "5678"), { bytesMax: 8 });
    await fits.keep();

    const tooLarge = store().receive(chunksOf("1234", "5678", "9"), { bytesMax: 8 });

    await expect(tooLarge).rejects.toMatchObject({ code: "E413", bytesMax: 8 });
    expect((await collect(store().list())).map((blob) => blob.integrity)).toEqual([fits.integrity]);
  });

  test("a source that breaks off leaves nothing, and its error comes through", async () => {
    const failure = new Error("the connection was cut");

    await expect(store().receive(failingChunks(["half"], failure), limit)).rejects.toBe(failure);
    expect(await collect(store().list())).toEqual([]);
  });
}
