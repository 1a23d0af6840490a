import { writeArchiveFrame } from "@larder/registry-client";

/** What archives are sent together from. */
export type ArchiveSource = {
  /** How many are asked for. */
  readonly count: number;
  /** Returns the bytes of the archive at a place of the question; what it throws is the refusal of this one. */
  readonly find: (place: number) => Promise<Uint8Array>;
  /** Returns the answer to a request that failed; the log gets what its operator must know. */
  readonly toFailure: (error: unknown) => Response;
};

/** So many are looked for at once, and so many are in memory at most. */
const aheadMax = 8;

type Ready = { readonly place: number; readonly frame: Uint8Array<ArrayBuffer> };

/** Returns archives as frames, each as soon as it is at hand, at the pace of whoever reads. Nothing is looked for that nobody reads any more. */
export function streamArchives({ count, find, toFailure }: ArchiveSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  const underWay = new Map<number, Promise<Ready>>();
  let next = 0;

  const prepare = async (place: number): Promise<Ready> => {
    try {
      return { place, frame: writeArchiveFrame({ place, status: 200, bytes: await find(place) }) };
    } catch (error) {
      // The edge of the process, as `onError` is for a request of its own.
      const failure = toFailure(error);
      const bytes = new Uint8Array(await failure.arrayBuffer());
      return { place, frame: writeArchiveFrame({ place, status: failure.status, bytes }) };
    }
  };

  return new ReadableStream({
    async pull(controller) {
      for (; next < count && underWay.size < aheadMax; next += 1) underWay.set(next, prepare(next));
      if (underWay.size === 0) return controller.close();
      const { place, frame } = await Promise.race(underWay.values());
      underWay.delete(place);
      if (next <= count) controller.enqueue(frame);
    },
    cancel() {
      next = count + 1;
    },
  });
}
