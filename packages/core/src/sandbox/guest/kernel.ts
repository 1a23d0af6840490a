import { type ReadSubject, readModule } from "../../lifecycle/read-module.ts";
import { Peer, rootRef } from "../wire/peer.ts";
import { GuestAbortController, GuestAbortSignal } from "./abort.ts";
import { GuestEvent, GuestEventTarget } from "./events.ts";
import { guestCodec } from "./guest-codec.ts";
import { type ContextFacts, createGuestContexts } from "./guest-context.ts";
import { createTimers } from "./timers.ts";
import { completeUrl } from "./url-parts.ts";
import { GuestHeaders, GuestRequest, GuestResponse } from "./web-messages.ts";

/*
 * The first code that runs in a sandbox: it takes the one way out for itself, and gives the code of the
 * package what it may expect of a platform. Whatever that code does to it, it does to itself: the host
 * trusts nothing that comes out of here.
 */

/** What the runner puts into a fresh sandbox. */
type Door = {
  /** Sends one message to the host. */
  readonly send: (text: string) => void;
  /** Asks to be called back with `id` after `ms` milliseconds. */
  readonly wake: (id: number, ms: number) => void;
  /** Takes that back. */
  readonly cancel: (id: number) => void;
};

/** What the runner calls. */
export type GuestEntry = { receive(text: string): void; wake(id: number): void };

const globals = globalThis as unknown as { [name: string]: unknown };
const door = globals["__door"] as Door;
delete globals["__door"];

const timers = createTimers(door);
let components: { readonly [path: string]: unknown } = {};

const contexts = createGuestContexts(() => peer);

const peer: Peer = new Peer(
  (method, [first, second]) => {
    if (method === "context") return contexts.learn(Number(first), second as ContextFacts);
    if (method !== "import") throw new TypeError(`A sandbox has no ${String(method)}`);
    const exported = components[String(first)];
    if (exported === undefined) throw new Error(`There is no ${String(first)} here`);
    return readModule(second as ReadSubject, { ...(exported as object) });
  },
  {
    send: door.send,
    codec: guestCodec(contexts),
    lasts: () => true,
    sharedMax: 100_000,
    answeringMax: 100_000,
    sentCharsMax: Infinity,
  },
);

const entry: GuestEntry = {
  receive: (text) => peer.receive(text),
  wake(id) {
    try {
      timers.wake(id);
    } catch (failure) {
      peer.tell(rootRef, "stray", [failure]);
    }
  },
};
globals["__entry"] = entry;

const consoleMethods = ["debug", "info", "log", "warn", "error"];
Object.assign(globals, {
  ...timers.globals,
  AbortController: GuestAbortController,
  AbortSignal: GuestAbortSignal,
  Event: GuestEvent,
  EventTarget: GuestEventTarget,
  Headers: GuestHeaders,
  Request: GuestRequest,
  Response: GuestResponse,
  ...completeUrl(),
  console: Object.fromEntries(
    consoleMethods.map((level) => [
      level,
      (...args: readonly unknown[]): void => peer.tell(rootRef, "console", [level, args.map(String).join(" ")]),
    ]),
  ),
});

/** Called by the bundle, once all modules of the package are evaluated. */
export function serve(modules: { readonly [path: string]: unknown }): void {
  components = modules;
}
