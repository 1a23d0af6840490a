import type { RouteRule } from "./access.ts";
import { apiVersion } from "./api-version.ts";
import type { ActionDefinition, ActionFunction } from "./define-action.ts";
import type {
  CallContext,
  Configuration,
  EffectContext,
  FetchHandler,
  Delivery,
  Granted,
  ListenOptions,
  NoTokens,
  Tokens,
} from "./context.ts";
import type { Permission } from "./permission.ts";
import { assertNeedNames } from "./need-names.ts";
import type { Schema, Validated } from "./schema.ts";
import type { EventToken } from "./token.ts";

/** What the code of a plugin is given: the base, its configuration, and the services that it needs and may reach. */
export type PluginContext<
  Needs extends Tokens = Tokens,
  Rules extends readonly Permission[] = readonly Permission[],
  Config = undefined,
> = EffectContext & { readonly config: ConfigurationOf<Config> } & Granted<Needs, Rules>;

/** A validator says the type of what it checks; without one, a plugin looks at what it reads. */
type ConfigurationOf<Config> = [Config] extends [Schema] ? Validated<Config> : Configuration;

/** The actions of a plugin by name; each entry of `Inputs` is the schema of that action's input. */
export type Actions<Inputs, Context> = {
  readonly [Name in keyof Inputs]:
    | ActionDefinition<Inputs[Name], Context & CallContext>
    | ActionFunction<Context & CallContext>;
};

/** One listener of `on`. */
export type Listener<Payload, Context> = ListenOptions & {
  /** An event's token, or a pattern such as `notes.*`. */
  readonly event: EventToken<Payload> | string;
  handler(payload: Payload, context: Context, delivery: Delivery): unknown;
};

/** What the author of a plugin writes. */
export type PluginDefinition<
  Needs extends Tokens,
  Provides extends Tokens,
  Rules extends readonly Permission[],
  Inputs,
  Links,
  Payloads extends readonly unknown[],
  Config,
> = {
  /** Checks the package's configuration once more when the plugin is loaded, and gives `context.config` its type. */
  readonly config?: Config;
  /** Services that must be there before the plugin starts, under the names that the context gives them. */
  readonly needs?: Needs;
  /** Services that `setup` provides. */
  readonly provides?: Provides;
  /** The same rules as `larder.permissions` in package.json. */
  readonly permissions?: Rules;
  readonly actions?: Actions<Inputs, PluginContext<Needs, Rules, Config>>;
  /** Link types, actions that flows use: `<plugin>.<operation>`. */
  readonly links?: Actions<Links, PluginContext<Needs, Rules, Config>>;
  readonly on?: { readonly [Index in keyof Payloads]: Listener<Payloads[Index], PluginContext<Needs, Rules, Config>> };
  /** A Hono app, or a function from request to response; it sees the path below `/plugins/<plugin>`. */
  readonly routes?: FetchHandler;
  /** Who may ask for them. */
  readonly routeAccess?: readonly RouteRule[];
  /** Starts what lasts. Everything goes through the context, which undoes it. */
  setup?(context: PluginContext<Needs, Rules, Config>): void | Promise<void>;
  /** Called once `setup` is done. */
  onLoad?(context: PluginContext<Needs, Rules, Config>): void | Promise<void>;
  /** Called before a reload, to save state. */
  onReload?(context: PluginContext<Needs, Rules, Config>): void | Promise<void>;
  /** Called before effects are undone. */
  onUnload?(context: PluginContext<Needs, Rules, Config>): void | Promise<void>;
} & LifecycleMethods<PluginContext<Needs, Rules, Config>>;

/**
 * What a plugin does when its package is installed, started, stopped and removed. Each gets what was given when the
 * package was added, which the configuration has as well.
 */
export type LifecycleMethods<Context> = {
  /** Once for each version, before `install` or `upgrade`. */
  prepare?(context: Context, installArguments: Configuration): void | Promise<void>;
  /** Once, before the first start. */
  install?(context: Context, installArguments: Configuration): void | Promise<void>;
  /** Once, before the first start of another version. */
  upgrade?(context: Context, installArguments: Configuration): void | Promise<void>;
  /** At each start, after `onLoad`. */
  start?(context: Context, installArguments: Configuration): void | Promise<void>;
  /** At each stop, before `onUnload`. */
  stop?(context: Context, installArguments: Configuration): void | Promise<void>;
  /** Before the package is removed. */
  uninstall?(context: Context, installArguments: Configuration): void | Promise<void>;
};

/** A plugin as the host sees it; the types of the author's side are spent. */
export type Plugin = {
  readonly larder: "plugin";
  readonly apiVersion: string;
  readonly needs: Tokens;
  readonly provides: Tokens;
  readonly permissions: readonly Permission[] | undefined;
  readonly config: Schema | undefined;
  readonly actions: Actions<{ readonly [name: string]: unknown }, PluginContext>;
  readonly links: Actions<{ readonly [name: string]: unknown }, PluginContext>;
  readonly on: readonly Listener<unknown, PluginContext>[];
  readonly routes: FetchHandler | undefined;
  readonly routeAccess: readonly RouteRule[];
  setup?(context: PluginContext): void | Promise<void>;
  onLoad?(context: PluginContext): void | Promise<void>;
  onReload?(context: PluginContext): void | Promise<void>;
  onUnload?(context: PluginContext): void | Promise<void>;
} & LifecycleMethods<PluginContext>;

/**
 * Returns the plugin that `plugins/<name>/index.js` exports as its default.
 *
 * One literal says everything: the context of every function below is typed by `needs` and narrowed by
 * `permissions`. Nothing runs until the host loads the plugin.
 *
 * @throws TypeError when a need has the name of something that every context has.
 */
export function definePlugin<
  const Needs extends Tokens = NoTokens,
  const Provides extends Tokens = NoTokens,
  const Rules extends readonly Permission[] = readonly [],
  Inputs = object,
  Links = object,
  const Payloads extends readonly unknown[] = readonly [],
  Config extends Schema | undefined = undefined,
>(definition: PluginDefinition<Needs, Provides, Rules, Inputs, Links, Payloads, Config>): Plugin {
  const needs = { ...needsOfActions(definition.actions), ...needsOfActions(definition.links), ...definition.needs };
  assertNeedNames(needs);
  return {
    ...(definition as unknown as Partial<Plugin>),
    larder: "plugin",
    apiVersion,
    needs,
    provides: definition.provides ?? {},
    permissions: definition.permissions,
    config: definition.config,
    actions: definition.actions ?? {},
    links: definition.links ?? {},
    on: definition.on ?? [],
    routes: definition.routes,
    routeAccess: definition.routeAccess ?? [],
  };
}

/** What `action()` and `requireService()` say of single actions is a need of their plugin. */
function needsOfActions(actions: object | undefined): Tokens {
  const needs = Object.values(actions ?? {}).flatMap((written: unknown) =>
    typeof written === "object" && written !== null && "needs" in written
      ? Object.entries(written.needs as Tokens)
      : [],
  );
  return Object.fromEntries(needs);
}
