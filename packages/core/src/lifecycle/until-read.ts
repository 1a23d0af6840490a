/** As much of an answer is taken from its handler before anybody reads it: most answers are whole then. */
const readAheadBytes = 64 * 1024;

/**
 * Returns `response`, and calls `onEnd` once nothing of its body is left to come: it is through, has failed, or nobody
 * wants more of it.
 */
export function untilRead(response: Response, onEnd: () => void): Response {
  if (response.body === null) {
    onEnd();
    return response;
  }
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          onEnd();
          controller.close();
        } catch (failure) {
          onEnd();
          controller.error(failure);
        }
      },
      async cancel(reason) {
        onEnd();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: readAheadBytes, size: (chunk) => chunk.byteLength },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
