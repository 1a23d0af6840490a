import { type Dispatcher, Pool } from "undici";

/** Connections to one server, one request at a time on each. */
export type OpenPool = AsyncDisposable & { readonly dispatcher: Dispatcher };

/** Opens up to `connections` of them, when they are needed. */
export function openPool(url: string, connections: number): OpenPool {
  const dispatcher = new Pool(url, { connections, pipelining: 1 });
  return { dispatcher, [Symbol.asyncDispose]: () => dispatcher.destroy() };
}
