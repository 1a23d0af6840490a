import type {
  EffectContext,
  EventToken,
  FetchHandler,
  RouteRule,
  ListenOptions,
  PluginContext,
  ServiceToken,
  Tokens,
  Undo,
} from "@larder/sdk";

import type { Listener } from "../events/event-bus.ts";
import { assertAccessMeaning } from "../permissions/access.ts";
import { guardService } from "../services/guard-service.ts";
import { assertVisible, type OfferedService, resourceOf } from "../services/service-catalog.ts";
import { type ContextGround, createBaseContext } from "./base-context.ts";
import { isOwnEvent } from "./own-event.ts";
import { counted, countedAnswer, countedCall } from "./package-ground.ts";
import { repeat } from "./repeat.ts";

/** The context of a plugin, and a way to wait for what it has begun. */
export type PluginScope = {
  readonly context: PluginContext;
  /** Resolves when every `context.effect` that was begun has started. Throws what one of them threw. */
  settle(): Promise<void>;
};

/** Where a plugin's effects go. */
export type PluginGround = ContextGround & { readonly provides: Tokens };

/** Returns the context of a plugin: the base, and everything that lasts, each entered into the ledger. */
export function createPluginScope(ground: PluginGround): PluginScope {
  const begun: Promise<void>[] = [];
  const enter = (label: string, undo: Undo): void => void ground.ledger.enter({ owner: ground.owner, label }, undo);

  async function effect(label: string, start: () => Undo | void | Promise<Undo | void>): Promise<void> {
    ground.assertUsable();
    ground.own.registrations.add("effects");
    const undo = await start();
    enter(`effect ${label}`, undo ?? (() => undefined));
  }

  const effects: Pick<EffectContext, "effect" | "on" | "provide" | "every" | "route"> = {
    effect(label, start) {
      const beginning = effect(label, start);
      begun.push(beginning);
      // Whoever loads the plugin waits for it; an author who does not must not end the process.
      beginning.catch(() => undefined);
      return beginning;
    },
    on: (event, listener, options) => subscribe(ground, { event, listener: listener as Listener, options }),
    provide: (token, implementation) => provide(ground, token, implementation),
    every: (interval, task, options) => repeat(ground, { ...options, interval, task }),
    route: (handler, access) => mount(ground, handler, access ?? []),
  };
  const base: object = createBaseContext(ground);
  const context = Object.defineProperties(base, Object.getOwnPropertyDescriptors(effects));
  return {
    context: context as PluginContext,
    async settle() {
      await Promise.all(begun.splice(0));
      ground.own.registrations.assertComplete();
    },
  };
}

/** One wish to listen. */
export type ListenRequest = {
  readonly event: EventToken<unknown> | EventToken<never> | string;
  readonly listener: Listener;
  readonly options: ListenOptions | number | undefined;
};

/** Subscribes a plugin. A pattern may match more than the package may hear, so each event is checked when it comes. */
export function subscribe(ground: PluginGround, { event, listener, options }: ListenRequest): void {
  const { pkg, runtime, owner } = ground;
  const { permissions } = pkg.calling;
  ground.assertUsable();
  const pattern = typeof event === "string" ? event : event.name;
  const mayHear = (name: string): boolean => isOwnEvent(pkg, name) || permissions.allows(`events:${name}`, "subscribe");
  if (!mayHear(pattern)) permissions.check(`events:${pattern}`, "subscribe");
  const { priority = 50, once = false } = typeof options === "number" ? { priority: options } : (options ?? {});
  const uncount = ground.own.registrations.add("listeners");
  const forget = ground.ledger.publish({ owner, label: `listener ${pattern}` }, () =>
    runtime.events.subscribe({
      pattern,
      listener(payload, delivery) {
        if (once) leave();
        return mayHear(delivery.name) ? counted(ground.calls, () => listener(payload, delivery)) : undefined;
      },
      packageName: pkg.name,
      owner,
      priority,
      once,
      mayReplace: (name) => isOwnEvent(pkg, name) || permissions.allows(`events:${name}`, "write"),
    }),
  );

  /** One that listens once is over once it was told. */
  function leave(): void {
    forget();
    uncount();
  }
}

/** Serves requests, each of which ends with the body of its answer. */
function mount(ground: PluginGround, handler: FetchHandler, access: readonly RouteRule[]): void {
  const { owner, pkg, runtime, calls } = ground;
  ground.assertUsable();
  for (const rule of access) {
    ground.own.registrations.add("access rules");
    assertAccessMeaning(rule.access, `${owner} ${rule.path}`);
  }
  const fetch = typeof handler === "function" ? handler : (request: Request) => handler.fetch(request);
  ground.ledger.publish({ owner, label: `routes /plugins/${owner}/` }, () =>
    runtime.mounts.mount(owner, {
      packageName: pkg.name,
      access,
      isSandboxed: pkg.isSandboxed ?? false,
      fetch: (request) => countedAnswer(calls, request, () => fetch(request)),
    }),
  );
}

function provide(ground: PluginGround, token: ServiceToken<unknown>, implementation: unknown): void {
  const { pkg, owner } = ground;
  ground.assertUsable();
  const declared = Object.values(ground.provides).find(({ id }) => id === token.id);
  if (declared === undefined) {
    throw new TypeError(`\`${owner}\` provides \`${token.id}\`, which is not in its \`provides\``);
  }
  if (typeof implementation !== "object" || implementation === null) {
    throw new TypeError(`The service \`${token.id}\` must be an object with methods`);
  }
  ground.own.registrations.add("services");
  const offered: OfferedService = {
    provider: pkg.name,
    connect(consumer) {
      assertVisible(declared, pkg.name, consumer);
      const assertMember = (method: string): void => {
        consumer.assertUsable();
        ground.assertUsable();
        if (consumer.packageName !== pkg.name) consumer.permissions.check(resourceOf(token.id), method);
      };
      return guardService(implementation, assertMember, (call) => countedCall(ground.calls, call));
    },
  };
  ground.ledger.publish({ owner, label: `service ${token.id}` }, () =>
    ground.runtime.services.offer(token.id, offered),
  );
  ground.own.services.set(token.id, offered);
}
