import type { RouteRule } from "./access.ts";
import type { Permission } from "./permission.ts";
import type { Log } from "./services.ts";
import type { EventToken, ServiceToken } from "./token.ts";
import type { WebAbortSignal, WebRequest, WebResponse } from "./web.ts";

/** Takes back what an effect did. */
export type Undo = () => void | Promise<void>;

/** How a listener is called. A bare number is its priority. */
export type ListenOptions = {
  /** Higher is called earlier; 50 when left out. */
  readonly priority?: number;
  /** Listen to the first matching event only. */
  readonly once?: boolean;
};

/** What a listener learns besides the payload. */
export type Delivery = {
  /** The full name of the event, also where a wildcard matched it. */
  readonly name: string;
  /** The package or plugin that emitted it. */
  readonly source: string;
  /** Ends a sequential delivery: listeners of lower priority do not see the event. */
  stop(): void;
  /** The same, and whoever filters the event is told that it is cancelled. */
  cancel(): void;
};

/** How an event is delivered. Parallel, when left out. */
export type EmitOptions = { readonly mode?: "parallel" | "sequential" | "filter" };

/** What the listeners of a filtered event made of its payload. */
export type Filtered<Payload> = { readonly payload: Payload; readonly isCancelled: boolean };

/** Who called an action. */
export type Caller = {
  readonly door: "http" | "ipc" | "call" | "event" | "test";
  /** The package that called; undefined for a person or another program. */
  readonly package?: string;
  /** The account that asked, at a door of a host that has accounts. */
  readonly principal?: CallingPrincipal;
  /** Whose data is meant, where one host serves several. */
  readonly tenant?: string;
};

/** An account, as an action meets it. */
export type CallingPrincipal = {
  readonly id: string;
  readonly roles: readonly string[];
  readonly isAdmin: boolean;
};

/** The configuration of a package: its defaults, and over them what the operator decided. */
export type Configuration = { readonly [name: string]: unknown };

/** Named service tokens: what a plugin needs, or what it provides. */
export type Tokens = { readonly [name: string]: ServiceToken<unknown> };

/** A record without tokens. */
export type NoTokens = { readonly [Name in never]: never };

/** What a package's code knows of the host that runs it. */
export type HostFacts = {
  /** The version of what `@larder/sdk` offers there. */
  readonly apiVersion: string;
  /** Where people and programs reach it, `https://host.example`; null where it answers in memory only, as in tests. */
  readonly url: string | null;
};

/**
 * What every piece of a package's code is given. Each call that lasts (`on`, `provide`, `every`,
 * `route`, `effect`) is entered into a ledger and undone when the plugin is unloaded.
 */
export type BaseContext = {
  /** The package's name, `@home/notes`. */
  readonly package: string;
  /** The package's version, `1.2.0`. */
  readonly version: string;
  /** The plugin, domain or actor that this code belongs to. */
  readonly owner: string;
  /** The host that runs this code. */
  readonly host: HostFacts;
  /** The variables of `larder.env`, filled from the host's environment. */
  readonly env: { readonly [name: string]: string };
  /** What `larder.config` describes, filled by the operator; frozen. A plugin's `config` says its type. */
  readonly config: Configuration;
  readonly log: Log;
  /** Ends when the plugin is unloaded or, within an action, when its time is up. */
  readonly signal: WebAbortSignal;
  /**
   * Returns the text of a file that the package brings, such as `templates/welcome.txt`; at most 4 MB. What it keeps for
   * itself is with the service `Files`.
   */
  readText(path: string): Promise<string>;
  /**
   * Calls an action by its name (`metrics.summarise`) and returns its output.
   *
   * @throws an error with `code` and `details` when it fails, or may not be called.
   */
  call<Output = unknown>(action: string, input?: unknown): Promise<Output>;
  /**
   * Emits `event` to one listener after another, higher priorities first. What one returns takes the place of the
   * payload, if its package has the event or may `write` to `events:<name>`. Returns what became of the payload.
   */
  emit<Payload>(
    event: EventToken<Payload> | string,
    payload: Payload,
    options: { readonly mode: "filter" },
  ): Promise<Filtered<Payload>>;
  /** Emits `event` and returns what its listeners returned, in their order. A failing listener is logged, not thrown. */
  emit<Payload>(
    event: EventToken<Payload> | string,
    payload: Payload,
    options?: { readonly mode?: "parallel" | "sequential" },
  ): Promise<readonly unknown[]>;
};

/** Adds what lasts. Given to `setup`, `onLoad` and their like. */
export type EffectContext = BaseContext & {
  /** Does something that lasts and notes how to undo it. `label` is what status shows. */
  effect(label: string, start: () => Undo | void | Promise<Undo | void>): Promise<void>;
  /** Listens to an event, or to a pattern such as `notes.*`. */
  on<Payload>(
    event: EventToken<Payload> | string,
    listener: (payload: Payload, delivery: Delivery) => unknown,
    options?: ListenOptions | number,
  ): void;
  /** Offers a service to the packages that need it. The token stands in `provides`. */
  provide<Service>(token: ServiceToken<Service>, implementation: Service): void;
  /**
   * Runs `task` again and again: so many milliseconds after the run before has ended, or at the times of a cron pattern
   * in UTC. The first time after one interval, or at once with `atStart`; `name` is what status shows.
   */
  every(
    interval: number | string,
    task: () => void | Promise<void>,
    options?: { readonly name?: string; readonly atStart?: boolean },
  ): void;
  /** Serves requests below `/plugins/<plugin>/`; the handler sees the rest of the path, and only who `access` lets in. */
  route(handler: FetchHandler, access?: readonly RouteRule[]): void;
};

/** Anything that answers requests: a Hono app, or a function. */
export type FetchHandler = FetchFunction | { readonly fetch: FetchFunction };

type FetchFunction = (request: WebRequest) => WebResponse | Promise<WebResponse>;

/** Added while an action runs. */
export type CallContext = {
  readonly caller: Caller;
  readonly action: string;
  /** The call as the header `traceparent` names it; hand it on to what the action asks elsewhere. */
  readonly trace: string;
};

/**
 * The services of `Needs` under their names. One that `Rules` cannot reach is absent from the type, and
 * refused at run time; the rule for the exact resource and method is still checked at every call.
 */
export type Granted<Needs extends Tokens, Rules extends readonly Permission[]> = {
  readonly [
    Name in keyof Needs as Reaches<Rules, Needs[Name]["id"]> extends true ? Name : never
  ]: Needs[Name] extends ServiceToken<infer Service> ? Service : never;
};

/** True when an allowing rule may match the service `id`. Rules that are not literals are left to the run time. */
type Reaches<Rules extends readonly Permission[], Id extends string> = Id extends "log"
  ? true
  : Exclude<Rules[number], { readonly effect: "deny" }>["resource"] extends infer Resource
    ? true extends (Resource extends string ? MayMatch<Resource, ResourcesOf<Id>> : never)
      ? true
      : false
    : false;

/** What rules name of the service `Id`; of some of the host's own, each part alone. */
type ResourcesOf<Id extends string> = Id extends "cache" | "scheduler"
  ? `${Id}.${string}`
  : Id extends "http"
    ? `net:${string}`
    : Id | `ext.${Id}`;

type MayMatch<Resource extends string, Wanted extends string> = string extends Resource
  ? true
  : Resource extends Wanted
    ? true
    : LiteralStart<Resource> extends Resource
      ? false
      : true extends StartsWith<Wanted, LiteralStart<Resource>>
        ? true
        : false;

type StartsWith<Text extends string, Start extends string> = Text extends `${Start}${string}` ? true : false;

/** A pattern up to its first wildcard. */
type LiteralStart<Pattern extends string> = Pattern extends `${infer Start}${"*" | "?" | "["}${string}`
  ? LiteralStart<Start>
  : Pattern;
