import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request as sendRequest } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { getRequestListener } from "@hono/node-server";

import type { Fetch } from "./http-server.ts";

/** The door through which commands of the same user reach a running server: no password, since the file's mode is the right. */
export type ControlSocket = { readonly path: string; readonly close: () => Promise<void> };

/** The kernel refuses longer paths: `sun_path` has 108 bytes, the last one is zero. */
const socketPathBytesMax = 107;

/** Listens on a socket in `directory` that only this user can open. */
export async function openControlSocket(directory: string, fetch: Fetch): Promise<ControlSocket> {
  const path = choosePath(directory);
  const listener = getRequestListener((request) => fetch(request, { peer: undefined }), {
    overrideGlobalObjects: false,
  });
  const server = createServer((request, response) => void listener(request, response));

  // The directory is held by this process, so a socket that lies there is left from one that died.
  rmSync(path.socket, { force: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  const umask = process.umask(0o177);
  server.listen(path.socket, resolve);
  process.umask(umask);
  await promise;
  chmodSync(path.socket, 0o600);

  return {
    path: path.socket,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
      if (path.isPrivate) rmSync(dirname(path.socket), { recursive: true, force: true });
    },
  };
}

/** A deep data directory makes the path too long for a socket; then it lies in a private directory for temporary files. */
function choosePath(directory: string): { readonly socket: string; readonly isPrivate: boolean } {
  const beside = join(directory, "control.sock");
  if (Buffer.byteLength(beside) <= socketPathBytesMax) return { socket: beside, isPrivate: false };
  return { socket: join(mkdtempSync(join(tmpdir(), "larder-")), "control.sock"), isPrivate: true };
}

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
