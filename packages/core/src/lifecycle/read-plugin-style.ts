import {
  type Actions,
  definePlugin,
  error,
  type FetchHandler,
  type Plugin,
  type PluginContext,
  type PluginDefinition,
  type Route,
  router,
  type Tokens,
} from "@larder/sdk";

import { anyOperation } from "../actions/action.ts";
import { instancePerCall } from "./instance-per-call.ts";
import { type Exported, type Members, readMembers } from "./read-members.ts";

type Definition = PluginDefinition<
  Tokens,
  Tokens,
  Plugin["permissions"] & readonly never[],
  object,
  object,
  readonly never[],
  never
>;

/** What makes an object a plugin in the style of other systems: at least one of these. */
const hallmarks = ["handle", "getRouter", "register", "onInit", "onLoad", "onStart", "start", "install", "prepare"];

/**
 * Returns the plugin that a module exports in another style than ours: a class, an object or functions of their own
 * names, with `handle(action, payload)`, `getRouter()` and methods for its life. `undefined` when it is none.
 *
 * `onInit` is `setup`, `onStart` and `start` are called at each start, `onStop` and `stop` at each stop. Fields that
 * hold what `action()` and `route()` return are actions and routes.
 */
export function readPluginStyle(exported: Exported, how: { readonly instancePerCall: boolean }): Plugin | undefined {
  const members = readMembers(exported["default"] ?? exported["plugin"] ?? { ...exported });
  if (members === undefined) return undefined;
  const read = (table: (members: Members) => ActionTable): ActionTable =>
    how.instancePerCall ? (instancePerCall(members, table) as ActionTable) : table(members);
  const actions = read(actionsOf);
  const isPlugin = hallmarks.some((name) => members.method(name) !== undefined) || Object.keys(actions).length > 0;
  return isPlugin
    ? definePlugin(definitionOf(members, { actions, links: read(linksOf) }) as unknown as Definition)
    : undefined;
}

function definitionOf(members: Members, tables: { readonly actions: object; readonly links: object }): object {
  const fetch = routesOf(members);
  return {
    needs: recordOf(members.get("needs")),
    provides: recordOf(members.get("provides")),
    permissions: members.get("permissions"),
    config: members.get("config"),
    ...tables,
    on: Array.isArray(members.get("on")) ? members.get("on") : [],
    ...(fetch !== undefined && { routes: fetch }),
    ...lifecycleOf(members),
  };
}

/** Which of our methods stands for which of theirs; several are called in this order. */
const lifecycle = {
  setup: ["register", "setup", "onInit"],
  onLoad: ["onLoad"],
  onReload: ["onReload"],
  onUnload: ["onUnload"],
  prepare: ["preinstall", "prepare"],
  install: ["install"],
  upgrade: ["upgrade"],
  start: ["onStart", "start"],
  stop: ["stop", "onStop"],
  uninstall: ["uninstall"],
} as const;

function lifecycleOf(members: Members): object {
  return Object.fromEntries(
    Object.entries(lifecycle).flatMap(([phase, names]) => {
      const methods = names.flatMap((name) => members.method(name) ?? []);
      if (methods.length === 0) return [];
      const call = async (...args: readonly unknown[]): Promise<void> => {
        for (const method of methods) await method(...args);
      };
      return [[phase, call]];
    }),
  );
}

type ActionTable = Actions<{ readonly [name: string]: unknown }, PluginContext>;

function actionsOf(members: Members): ActionTable {
  const handle = members.method("handle");
  const fields = members.fields.filter(([, value]) => isMarked(value, "action"));
  return {
    ...Object.fromEntries(fields),
    ...recordOf(members.get("actions")),
    ...(handle !== undefined && { [anyOperation]: catchAll(handle) }),
  } as ActionTable;
}

function linksOf(members: Members): ActionTable {
  return recordOf(members.get("links")) as ActionTable;
}

/** An answer that is no object is put into one; no answer at all is an action that the plugin does not know. */
function catchAll(handle: (...args: readonly unknown[]) => unknown): unknown {
  return async (payload: unknown, context: PluginContext & { readonly action: string }): Promise<unknown> => {
    const operation = context.action.slice(context.owner.length + 1);
    const result = await handle(operation, payload, context);
    if (result === undefined) throw error(`There is no action \`${context.action}\``, "unknown_action");
    const isObject = typeof result === "object" && result !== null && !Array.isArray(result);
    return isObject ? result : { status: "ok", result };
  };
}

function routesOf(members: Members): FetchHandler | undefined {
  const own = members.method("getRouter")?.() ?? members.get("routes");
  if (isFetchHandler(own)) return own;
  const listed = Array.isArray(own) ? own : members.fields.map(([, value]) => value);
  const routes = listed.filter((value): value is Route => isMarked(value, "route"));
  return routes.length === 0 ? undefined : router(routes);
}

function isFetchHandler(value: unknown): value is FetchHandler {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && "fetch" in value && typeof value.fetch === "function";
}

function isMarked(value: unknown, mark: string): boolean {
  return typeof value === "object" && value !== null && "larder" in value && value.larder === mark;
}

function recordOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
