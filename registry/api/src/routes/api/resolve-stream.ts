import type { PackageFrame, ResolveAnswer } from "@larder/registry-client";

import type { ErrorBody } from "../../operating/error-response.ts";

/** One line of a streamed answer. */
type Frame =
  | PackageFrame
  | { readonly type: "waiting"; readonly seconds: number }
  | { readonly type: "done"; readonly answer: ResolveAnswer }
  | { readonly type: "error"; readonly status: number; readonly error: ErrorBody };

/** A client, or a proxy before it, gives up on who says nothing for a minute. */
const sayEveryMs = 10_000;

/** What a stream is made from. */
export type StreamedAnswer = {
  /** Finds the answer, and tells on the way what it will probably name. */
  readonly answer: (onGuesses: (packages: readonly PackageFrame[]) => void) => Promise<ResolveAnswer>;
  /** Returns the answer to a request that failed; the log gets what its operator must know. */
  readonly toFailure: (error: unknown) => Response;
  /** How long nothing may be said, in milliseconds; 10 s unless told. */
  readonly sayEveryMs?: number;
};

/**
 * Returns an answer as lines of JSON: what it will probably name while it is found, and then the answer itself. While
 * there is nothing else to say, one line from time to time says that it is still looked for, and since when.
 *
 * The status has gone by then, so that a failure is the last line, with the status and the body that it would have had.
 */
export function streamAnswer({
  answer,
  toFailure,
  sayEveryMs: everyMs = sayEveryMs,
}: StreamedAnswer): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const startedAt = performance.now();
  let isOpen = true;
  return new ReadableStream({
    async start(controller) {
      const send = (frames: readonly Frame[]): void => {
        if (!isOpen) return;
        controller.enqueue(encoder.encode(frames.map((frame) => `${JSON.stringify(frame)}\n`).join("")));
      };
      const waiting = setInterval(() => {
        send([{ type: "waiting", seconds: Math.round((performance.now() - startedAt) / 1000) }]);
      }, everyMs).unref();
      const last = await lastFrame({ answer: () => answer(send), toFailure });
      clearInterval(waiting);
      send([last]);
      if (isOpen) controller.close();
    },
    cancel() {
      isOpen = false;
    },
  });
}

async function lastFrame({
  answer,
  toFailure,
}: {
  answer: () => Promise<ResolveAnswer>;
  toFailure: StreamedAnswer["toFailure"];
}): Promise<Frame> {
  try {
    return { type: "done", answer: await answer() };
  } catch (error) {
    // The edge of the process, as `onError` is for other routes.
    const response = toFailure(error);
    return { type: "error", status: response.status, error: (await response.json()) as ErrorBody };
  }
}
