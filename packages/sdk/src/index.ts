export type { Access, ActionLimits, Retry, RouteRule } from "./access.ts";
export { apiVersion } from "./api-version.ts";
export { Cache } from "./cache.ts";
export type { CacheOptions } from "./cache.ts";
export { action, requireService } from "./decorators.ts";
export type { ActionFacts } from "./decorators.ts";
export { defineAction } from "./define-action.ts";
export type { Action, ActionContext, ActionDefinition, ActionFunction } from "./define-action.ts";
export { definePlugin } from "./define-plugin.ts";
export type { Actions, LifecycleMethods, Listener, Plugin, PluginContext, PluginDefinition } from "./define-plugin.ts";
export type {
  BaseContext,
  CallContext,
  Caller,
  CallingPrincipal,
  Configuration,
  Delivery,
  EffectContext,
  EmitOptions,
  FetchHandler,
  Filtered,
  Granted,
  HostFacts,
  ListenOptions,
  Tokens,
  Undo,
} from "./context.ts";
export { hostOwners } from "./host-owners.ts";
export { Files } from "./files.ts";
export type { FileEntry } from "./files.ts";
export { Http } from "./http.ts";
export type { HttpAnswer, HttpBody, HttpRequest } from "./http.ts";
export { allow, deny } from "./permission.ts";
export type { Permission } from "./permission.ts";
export { ActionError, error, ok } from "./result.ts";
export type { Ok } from "./result.ts";
export { route, router } from "./router.ts";
export type { Route, RouteHandler } from "./router.ts";
export { Scheduler } from "./scheduler.ts";
export type { Job, JobRun, Trigger } from "./scheduler.ts";
export { isStandardSchema, jsonSchemaOf } from "./schema.ts";
export type { JsonSchema, Schema, UntypedInput, Validated } from "./schema.ts";
export { Db, Log } from "./services.ts";
export type { Database, Facts, Queryable, Row } from "./services.ts";
export { event, service } from "./token.ts";
export type { EventToken, ServiceToken, Visibility } from "./token.ts";
export type { Wire } from "./wire.ts";
export type { WebAbortSignal, WebRequest, WebResponse } from "./web.ts";
