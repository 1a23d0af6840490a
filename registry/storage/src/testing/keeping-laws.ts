import { expect, test } from "vitest";

import type { BlobStore, ReceivedBlob } from "../blob-store.ts";
import { bytesOf, chunksOf, collect } from "./byte-sources.ts";

const limit = { bytesMax: 1_000_000 };

/** What a blob store promises of what it keeps. */
export function keepingLaws(store: () => BlobStore): void {
  test("a kept blob is there, byte for byte, and listed", async () => {
    const { integrity, size } = await keepIn(store(), "jam");

    const opened = await store().open(integrity);
    expect(await store().has(integrity)).toBe(true);
    expect(opened?.size).toBe(3);
    expect(opened && (await bytesOf(opened.stream()))).toEqual(Buffer.from("jam"));
    expect(await collect(store().list())).toEqual([{ integrity, size, keptAt: expect.any(Date) }]);
  });

  test("an empty blob and one of many megabytes are kept alike", async () => {
    const empty = await keepIn(store());
    const large = await store().receive(chunksOf(...Array.from({ length: 40 }, () => "x".repeat(250_000))), {
      bytesMax: 10_000_000,
    });
    await large.keep();

    const openedEmpty = await store().open(empty.integrity);
    const openedLarge = await store().open(large.integrity);
    expect(openedEmpty && (await bytesOf(openedEmpty.stream()))).toEqual(Buffer.alloc(0));
    expect(openedLarge && (await bytesOf(openedLarge.stream())).equals(Buffer.alloc(10_000_000, "x"))).toBe(true);
  });
}

/** What a blob store promises of what is given up. */
export function removingLaws(store: () => BlobStore): void {
  test("the same content may be kept many times, also at once, and is there once", async () => {
    const received = await Promise.all(Array.from({ length: 8 }, () => store().receive(chunksOf("jam"), limit)));
    await Promise.all(received.map((blob) => blob.keep()));
    await received[0]?.keep();

    expect(await collect(store().list())).toHaveLength(1);
  });

  test("a discarded blob is gone, and cannot be kept any more", async () => {
    const received = await store().receive(chunksOf("jam"), limit);
    await received.discard();
    await received.discard();

    await expect(received.keep()).rejects.toThrow("cannot be kept");
    expect(await store().has(received.integrity)).toBe(false);
  });

  test("discarding a kept blob, or leaving its scope, does not remove it", async () => {
    const { integrity } = await (async () => {
      await using received = await store().receive(chunksOf("jam"), limit);
      await received.keep();
      await received.discard();
      return received;
    })();

    expect(await store().has(integrity)).toBe(true);
  });

  test("a deleted blob is gone, and deleting it again does nothing", async () => {
    const jam = await keepIn(store(), "jam");
    const honey = await keepIn(store(), "honey");

    await store().delete(jam.integrity);
    await store().delete(jam.integrity);

    expect(await store().open(jam.integrity)).toBeUndefined();
    expect(await store().has(honey.integrity)).toBe(true);
  });
}

async function keepIn(store: BlobStore, ...texts: string[]): Promise<ReceivedBlob> {
  const received = await store.receive(chunksOf(...texts), limit);
  await received.keep();
  return received;
}
