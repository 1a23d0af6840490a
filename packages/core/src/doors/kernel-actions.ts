import type { Access, JsonSchema } from "@larder/sdk";

import { type Call, hostPackage, oneTry, type RegisteredAction } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import { createValidator } from "../actions/validator.ts";
import type { DecisionFilter, PermissionAudit } from "../permissions/permission-audit.ts";
import { joinSchemas } from "../schemas/join-schemas.ts";
import { fullNameOfSchema, type SchemaCatalog } from "../schemas/schema-catalog.ts";
import { describeAction } from "./describe-action.ts";
import { healthOf } from "./host-health.ts";
import type { HostStatus } from "./host-status.ts";
import { controlPackage, type ControlVerb, getPackageOf, type PackageControl } from "./package-control.ts";

/** What the host's own actions tell of, and act upon. */
export type KernelOptions = {
  readonly catalog: ActionCatalog;
  readonly schemas: SchemaCatalog;
  readonly audit: PermissionAudit;
  readonly status: () => HostStatus;
  readonly control: PackageControl;
};

type KernelAction = {
  readonly description: string;
  readonly access: Access;
  readonly input?: JsonSchema;
  readonly run: (input: unknown, call: Call) => unknown;
};

const ofPlugin: JsonSchema = {
  type: "object",
  required: ["plugin"],
  properties: { plugin: { type: "string", description: "The name of a plugin, or of its package" } },
  additionalProperties: false,
};

const ofSchema: JsonSchema = {
  type: "object",
  required: ["schema"],
  properties: { schema: { type: "string", maxLength: 512 } },
  additionalProperties: false,
};

const auditFilter: JsonSchema = {
  type: "object",
  properties: {
    package: { type: "string", maxLength: 512 },
    resource: { type: "string", maxLength: 512 },
    action: { type: "string" },
    allowed: { type: "boolean" },
    limit: { type: "integer", minimum: 1, maximum: 10_000, default: 100 },
  },
  additionalProperties: false,
};

/**
 * Returns the actions of the host itself: those of the plugin `xcore`, which is in no package and which no package can
 * replace, and `system.ping`, which tells that somebody is there.
 */
export function createKernelActions(options: KernelOptions): readonly RegisteredAction[] {
  const actions = Object.entries(actionsOf(options)).map(([operation, action]) =>
    register({ kind: "action", owner: "xcore", operation, name: `xcore.${operation}` }, action),
  );
  const ping: KernelAction = { description: "Answers `pong`", access: "public", run: () => "pong" };
  const address = {
    kind: "method",
    owner: "system",
    operation: "ping",
    name: "host/system/actors/system/ping",
  } as const;
  return [...actions, register(address, ping)];
}

function actionsOf({ catalog, schemas, audit, status, control }: KernelOptions): {
  readonly [operation: string]: KernelAction;
} {
  const act = (verb: ControlVerb, description: string): KernelAction => ({
    description,
    access: "admin",
    input: ofPlugin,
    run: (input) => controlPackage(control, verb, (input as { plugin: string }).plugin),
  });
  return {
    "plugin.list": {
      description: "The packages of the host, and how each is",
      access: "user",
      run: () => control.list().map(({ name, version, actual, mode }) => ({ name, version, actual, mode })),
    },
    "plugin.status": {
      description: "What a package contains, answers and owns",
      access: "user",
      input: ofPlugin,
      run: (input) => getPackageOf(control.list(), (input as { plugin: string }).plugin),
    },
    "plugin.load": act("load", "Starts a package, and what it requires"),
    "plugin.reload": act("reload", "Starts a package again, from its files"),
    "plugin.unload": act("unload", "Stops a package, and what requires it"),
    "action.list": {
      description: "Every action, with the schemas of what it takes and gives",
      access: "user",
      run: () => catalog.list().map(describeAction),
    },
    "schema.list": {
      description: "The schemas of domains, which every schema may refer to by their names",
      access: "user",
      run: () =>
        schemas
          .list()
          .map((known) => ({ name: known.name, fullName: fullNameOfSchema(known), package: known.packageName })),
    },
    "schema.get": {
      description: "The JSON Schema of a domain, such as `linguistics.word`, with all that it refers to",
      access: "user",
      input: ofSchema,
      run: (input, { caller }) => getSchema(schemas, (input as { schema: string }).schema, caller.package),
    },
    health: { description: "How the host is", access: "public", run: () => healthOf(status()) },
    "permission.audit": {
      description: "What packages asked of their permissions, oldest first",
      access: "admin",
      input: auditFilter,
      run: (input) => audit.list(input as DecisionFilter),
    },
  };
}

/** A package that asks means its own first. */
function getSchema(schemas: SchemaCatalog, name: string, asker: string | undefined): unknown {
  const { schema, source } = schemas.get(name, schemas.list().find(({ packageName }) => packageName === asker)?.source);
  return typeof schema === "boolean" ? schema : joinSchemas(schemas, schema, source);
}

/** These actions answer at once, and ask for no package's permission but that of whoever calls them. */
function register(
  address: Pick<RegisteredAction, "kind" | "owner" | "operation" | "name">,
  { description, access, input, run }: KernelAction,
): RegisteredAction {
  return {
    ...address,
    packageName: hostPackage,
    description,
    input,
    output: undefined,
    checkInput: input === undefined ? undefined : createValidator(input),
    checkOutput: undefined,
    access,
    timeoutMs: 0,
    rateLimits: [],
    retry: oneTry,
    callers: ["*"],
    run,
  };
}
