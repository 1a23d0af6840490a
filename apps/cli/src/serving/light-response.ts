import { getRequestListener } from "@hono/node-server";

/**
 * The server's own kind of `Response`: a text in it is sent as it is. The platform's makes a stream of it, which costs
 * more than all that is left of a small answer.
 *
 * The library shows it only in place of the platform's. There it does not stay: what `fetch` returns would not be an
 * instance of it, and packages ask for that.
 */
export const LightResponse: typeof Response = takeLightResponse();

function takeLightResponse(): typeof Response {
  const names = ["Request", "Response"] as const;
  const platform = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name) ?? {}] as const);
  getRequestListener(() => new Response(), { overrideGlobalObjects: true });
  const light = globalThis.Response;
  for (const [name, descriptor] of platform) Object.defineProperty(globalThis, name, descriptor);
  return light;
}
