import type { Connection, SocketSession } from "./sender-address.ts";

/** Whether a host opens a socket: what answers its messages then, or the refusal. */
export type SocketOpening =
  | { readonly type: "open"; readonly session: SocketSession }
  | { readonly type: "refused"; readonly response: Response };

/** What answers a request at the doors of a host. */
type Doors = { fetch(request: Request, env: object): Response | Promise<Response> };

/** Asks the doors of a host for a socket, in the way of every request: names, sites, accounts and all. */
export async function openSocket(
  doors: Doors,
  request: Request,
  connection: Connection | undefined,
): Promise<SocketOpening> {
  let session: SocketSession | undefined;
  const acceptSocket = (accepted: SocketSession): void => void (session = accepted);
  const response = await doors.fetch(request, { ...connection, acceptSocket });
  return session === undefined ? { type: "refused", response } : { type: "open", session };
}
