/** Yields each text as one chunk. */
export async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** Yields each text as one chunk, then throws `failure`. */
export async function* failingChunks(texts: readonly string[], failure: Error): AsyncGenerator<Uint8Array> {
  yield* chunksOf(...texts);
  throw failure;
}

/** Returns all bytes of `source`. */
export async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await collect(source));
}

/** Returns all items of `source`, in their order. */
export async function collect<Item>(source: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) items.push(item);
  return items;
}
