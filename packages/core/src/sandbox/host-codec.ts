import { type Callee, numberOf, type Peer, rootRef, type Scope, type SideCodec } from "./wire/peer.ts";
import { fromWireBody, type RequestParts, type ResponseParts, toWireBody, type WireBody } from "./wire/web-parts.ts";
import { createThrownErrors } from "./thrown-errors.ts";
import { baseOf } from "../lifecycle/action-contexts.ts";
import { type AnyContext, callFacts, contextFacts, contextMethods, isContext } from "./host-context.ts";

/** A request whose body was read, so that it can cross. */
export type ReadRequest = RequestParts;

const readRequests = new WeakMap<Request, ReadRequest>();

/** Reads the body of `request`: what crosses is data. `request` crosses with it afterwards. */
async function readRequest(request: Request): Promise<void> {
  const body = request.body === null ? undefined : await request.bytes();
  readRequests.set(request, { url: request.url, method: request.method, headers: [...request.headers], body });
}

/** How a host writes and reads what its sandboxes cannot have as data, and the other way round. */
export function hostCodec(): SideCodec {
  const lasting = new WeakMap<object, number>();
  const thrown = createThrownErrors();
  return (peer) => (scope) => ({
    replace: (value) => value,
    export(value) {
      if (value instanceof Request) return exportRequest(value);
      if (value instanceof Error) return ["error", thrown.describe(value)];
      if (isContext(value)) return exportContext(value, { peer, scope, lasting });
      if (typeof value === "function") return ["function", shareIn(peer, scope, callFunction(value as Method))];
      return isData(value) ? undefined : ["object", shareIn(peer, scope, callMethod(value))];
    },
    import(kind, [first]) {
      if (kind === "function") {
        const ref = numberOf(first);
        scope.others.push(ref);
        return (...args: readonly unknown[]) => {
          const answer = callGuest(peer, ref, args);
          // Whoever waits for it hears of a failure. Where nobody does, as for a `toJSON`, it is none of the host.
          answer.catch(ignore);
          return answer;
        };
      }
      if (kind === "response") return toResponse(first as ResponseParts<WireBody | null>);
      throw new TypeError(`Nothing of the kind ${kind} can cross`);
    },
    revive: (error) => thrown.find(error) ?? error,
  });
}

type Method = (this: unknown, ...args: readonly unknown[]) => unknown;

async function callGuest(peer: Peer, ref: number, args: readonly unknown[]): Promise<unknown> {
  for (const argument of args) if (argument instanceof Request) await readRequest(argument);
  return await peer.call(ref, null, args);
}

function ignore(_failure: unknown): void {
  // The sandbox decides whether it fails.
}

function shareIn(peer: Peer, scope: Scope, callee: Callee): number {
  const ref = peer.share(callee);
  scope.own.push(ref);
  return ref;
}

function callFunction(called: Method): Callee {
  return (_, args) => Reflect.apply(called, undefined, args);
}

/** Whatever stands on the object itself or on its class may be called, and nothing of the language's own. */
function callMethod(target: object): Callee {
  return (name, args) => {
    const method: unknown = name === null || name in Object.prototype ? undefined : Reflect.get(target, name);
    if (typeof method !== "function") throw new TypeError(`There is no method \`${String(name)}\``);
    return Reflect.apply(method, target, args);
  };
}

type ContextPlace = { readonly peer: Peer; readonly scope: Scope; readonly lasting: WeakMap<object, number> };

/** A context for one call goes when the call does; the one that it is made from stays as long as the plugin, and is told once. */
function exportContext(context: AnyContext, { peer, scope, lasting }: ContextPlace): readonly [string, ...unknown[]] {
  const call = callFacts(context);
  const base = call === undefined ? context : (baseOf(context) as AnyContext);
  let ref = lasting.get(base);
  if (ref === undefined) {
    ref = peer.share(contextMethods(base));
    lasting.set(base, ref);
    peer.tell(rootRef, "context", [ref, contextFacts(base)]);
  }
  return call === undefined ? ["context", ref] : ["call", shareIn(peer, scope, contextMethods(context)), ref, call];
}

function exportRequest(request: Request): readonly [string, ...unknown[]] {
  const parts = readRequests.get(request);
  if (parts === undefined) throw new TypeError("A request crosses only after its body was read");
  return ["request", { ...parts, body: toWireBody(parts.body) }];
}

function toResponse({ status, headers, body }: ResponseParts<WireBody | null>): Response {
  const content = fromWireBody(body);
  return new Response((content as BodyInit | undefined) ?? null, {
    status,
    headers: headers.map(([name, value]) => [name, value] as [string, string]),
  });
}

const dataKinds = [Array, Date, Uint8Array, ArrayBuffer, Map, Set, Error] as const;

function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || dataKinds.some((kind) => value instanceof kind);
}
