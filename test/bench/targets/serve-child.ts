import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

/** Waits for the settings that `startChildServer` hands to the program that it runs. */
export async function receiveSettings(): Promise<unknown> {
  const [message] = (await once(process, "message")) as [{ readonly settings: unknown }];
  return message.settings;
}

/** Listens with `server` on a free port of loopback, and tells `startChildServer` where. */
export async function serveParent(server: Server): Promise<void> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
  // The bench is gone when the channel is.
  process.once("disconnect", () => process.exit());
}
