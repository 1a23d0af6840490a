import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
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
  const removePrivate = (): void => {
    if (path.isPrivate) rmSync(dirname(path.socket), { recursive: true, force: true });
  };
  // A server that is told twice to end does not come to close it.
  process.once("exit", removePrivate);

  return {
    path: path.socket,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
      process.off("exit", removePrivate);
      removePrivate();
    },
  };
}

/** A deep data directory makes the path too long for a socket; then it lies in a private directory for temporary files. */
function choosePath(directory: string): { readonly socket: string; readonly isPrivate: boolean } {
  const beside = join(directory, "control.sock");
  if (Buffer.byteLength(beside) <= socketPathBytesMax) return { socket: beside, isPrivate: false };
  return { socket: join(mkdtempSync(join(tmpdir(), "larder-")), "control.sock"), isPrivate: true };
}
