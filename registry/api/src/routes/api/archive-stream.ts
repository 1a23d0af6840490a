import { type ArchiveFrame, archiveFrameHeader } from "@larder/registry-client";

/** What archives are sent together from. */
export type ArchiveSource = {
  /** How many are asked for. */
  readonly count: number;
  /** Returns the bytes of the archive at a place of the question; what it throws is the refusal of this one. */
  readonly find: (place: number) => Promise<Uint8Array<ArrayBuffer>>;
  /** Returns the answer to a request that failed; the log gets what its operator must know. */
  readonly toFailure: (error: unknown) => Response;
};

/** So many are looked for at once, and so many are in memory at most. */
const aheadMax = 8;

type Ready = ArchiveFrame & { readonly bytes: Uint8Array<ArrayBuffer> };

/** Returns archives as frames, each as soon as it is at hand, at the pace of whoever reads. Nothing is looked for that nobody reads any more. */
export function streamArchives({ count, find, toFailure }: ArchiveSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const underWay = new Map<number, Promise<Ready>>();
  let next = 0;

  const prepare = async (place: number): Promise<Ready> => {
    try {
      return { place, status: 200, bytes: await find(place) };
    } catch (error) {
      // The edge of the process, as `onError` is for a request of its own.
      const failure = toFailure(error);
      return { place, status: failure.status, bytes: new Uint8Array(await failure.arrayBuffer()) };
    }
  };

  return new ReadableStream({
    async pull(controller) {
      for (; next < count && underWay.size < aheadMax; next += 1) underWay.set(next, prepare(next));
      if (underWay.size === 0) return controller.close();
      const ready = await Promise.race(underWay.values());
      underWay.delete(ready.place);
      if (next > count) return;
      // The bytes are those of the cache: many may wait for slow readers, and each holds them only once.
      controller.enqueue(archiveFrameHeader(ready));
      controller.enqueue(ready.bytes);
    },
    cancel() {
      next = count + 1;
    },
  });
}
