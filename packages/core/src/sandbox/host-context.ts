import type { BaseContext, Caller, EffectContext } from "@larder/sdk";

import { reachableNeeds } from "../lifecycle/base-context.ts";
import type { CallFacts, ContextFacts } from "./guest/guest-context.ts";
import type { Callee } from "./wire/peer.ts";

/** Tells the contexts that packages are given from everything else. */
export function isContext(value: object): value is AnyContext {
  return reachableNeeds in value;
}

const baseMethods = ["readText", "call", "emit"] as const;
const effectMethods = ["effect", "on", "provide", "every", "route"] as const satisfies readonly (keyof EffectContext)[];

const lastingMethods: ReadonlySet<string> = new Set(effectMethods);

/** May `method` of a context keep functions of a package beyond the call that brings them? Jobs are kept by the scheduler. */
export function isLasting(method: string): boolean {
  const [kind, , member] = method.split(":");
  return lastingMethods.has(method) || (kind === "service" && member === "schedule");
}

/** The context of a plugin, of an action of a file, or of one call. */
export type AnyContext = BaseContext &
  Partial<EffectContext> & {
    readonly caller?: Caller;
    readonly action?: string;
    readonly trace?: string;
    readonly [reachableNeeds]: readonly string[];
  };

/** Returns what a sandbox is told of `context`, once. */
export function contextFacts(context: AnyContext): ContextFacts {
  return {
    package: context.package,
    version: context.version,
    host: context.host,
    owner: context.owner,
    env: context.env,
    config: context.config,
    needs: context[reachableNeeds],
    methods: "effect" in context ? [...baseMethods, ...effectMethods] : baseMethods,
  };
}

/** Returns what a sandbox is told of `context` when it is for one call, and undefined when it is not. */
export function callFacts({ caller, action, trace }: AnyContext): CallFacts | undefined {
  if (caller === undefined || action === undefined || trace === undefined) return undefined;
  return { caller, action, trace };
}

type Method = (...args: readonly unknown[]) => unknown;

/** Returns what a sandbox may call on `context`: its methods, its log, its signal, and the members of its services. */
export function contextMethods(context: AnyContext): Callee {
  return (name, args) => {
    if (name === null) throw new TypeError("A context is no function");
    if (name === "log") return writeLog(context, args);
    if (name === "signal") return endOf(context.signal);
    const [kind, need, member, tenant] = name.split(":");
    if (kind === "service" && need !== undefined && member !== undefined) {
      return callService(forTenant(context, tenant), { need, member, args });
    }
    if (![...baseMethods, ...effectMethods].some((known) => known === name) || !(name in context)) {
      throw new TypeError(`A context has no \`${name}\` here`);
    }
    return Reflect.apply(Reflect.get(context, name) as Method, context, args);
  };
}

const logLevels = ["debug", "info", "warn", "error"] as const;

function writeLog({ log }: BaseContext, [level, message, facts]: readonly unknown[]): void {
  const known = logLevels.find((name) => name === level);
  if (known === undefined) throw new TypeError("A log has no such level");
  log[known](String(message), typeof facts === "object" && facts !== null ? { ...facts } : undefined);
}

/** Resolves when `signal` ends, with its reason. */
function endOf(signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return Promise.resolve(signal.reason);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason), { once: true }));
}

/** Returns `context` as a call for `tenant` has it: its services are that tenant's. */
function forTenant(context: AnyContext, tenant: string | undefined): AnyContext {
  if (tenant === undefined) return context;
  if (!/^[\w-]{1,64}$/.test(tenant)) throw new TypeError("That is no tenant");
  return Object.create(context, { caller: { value: { tenant } } }) as AnyContext;
}

type ServiceCall = { readonly need: string; readonly member: string; readonly args: readonly unknown[] };

/** Services check every member themselves; only what the package needs has a name here. */
function callService(context: AnyContext, { need, member, args }: ServiceCall): unknown {
  if (!context[reachableNeeds].includes(need)) throw new TypeError(`\`${need}\` is not among the needs`);
  const service = Reflect.get(context, need) as object;
  const method: unknown = Reflect.get(service, member);
  // A member that is no method is read as one: a sandbox cannot know before it asks.
  return typeof method === "function" ? Reflect.apply(method, service, args) : method;
}
