/** The answer of a control socket; `body` is `undefined` when it is no JSON. */
export type ControlAnswer = { readonly status: number; readonly body: unknown };

/** Sends `body` as JSON to `path` on the control socket at `socketPath`. Throws what the connection fails with. */
export async function askControlSocket(socketPath: string, path: string, body: unknown): Promise<ControlAnswer> {
  const { status, text } = await sendToControlSocket(socketPath, path, body);
  return { status, body: parseBody(text) };
}

/** An answer as it came. */
export type RawAnswer = { readonly status: number; readonly type: string | undefined; readonly text: string };

/** The same, and returns the answer as it came. */
export async function sendToControlSocket(socketPath: string, path: string, body: unknown): Promise<RawAnswer> {
  // Most commands find nobody to ask; and what is imported of it loads all that it has, `fetch` too.
  const { request: sendRequest } = process.getBuiltinModule("node:http");
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const request = sendRequest({
    socketPath,
    path,
    method: "POST",
    headers: { "content-type": "application/json", host: "localhost" },
  });
  request.once("error", reject);
  request.once("response", (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.once("error", reject);
    response.once("end", () => {
      const type = response.headers["content-type"];
      resolve({ status: response.statusCode ?? 0, type, text: Buffer.concat(chunks).toString("utf8") });
    });
  });
  request.end(JSON.stringify(body));
  return promise;
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A server of another version says what it does not know in its own way.
    return undefined;
  }
}
