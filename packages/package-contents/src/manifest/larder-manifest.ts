import { z } from "zod";

import { hookNames } from "./hook-names.ts";
import { capabilityName, pathInPackage, rangeText, relationName } from "./package-fields.ts";
import { larderRouteSchema } from "./route.ts";

const positive = z.number().positive();
const count = z.int().nonnegative();
const jsonRecord = z.record(z.string(), z.json());

/** One rule about what a package reaches. Rules are read in order: the first match decides, no match denies. */
export const permissionSchema = z.strictObject({
  resource: z.string().min(1).max(512).describe("What is reached, a glob such as `db.**` or `net:https://host/**`"),
  actions: z.array(z.string().min(1)).min(1).default(["*"]).describe("Verbs or method names; `*` is any"),
  effect: z.enum(["allow", "deny"]).default("allow"),
});

const limitsSchema = z.strictObject({
  timeoutSeconds: z.number().nonnegative().optional().describe("Longest run of one action; 0 is unlimited"),
  memoryMb: positive.optional(),
  diskMb: z.number().nonnegative().optional(),
  rateLimit: z.strictObject({ calls: z.int().positive(), periodSeconds: positive }).optional(),
  retry: z.strictObject({ attemptsMax: count.max(100), backoffSeconds: z.number().nonnegative() }).optional(),
  health: z
    .strictObject({ enabled: z.boolean().default(true), intervalSeconds: positive, timeoutSeconds: positive })
    .optional(),
});

const configSchema = z.strictObject({
  schema: jsonRecord.optional().describe("JSON Schema; properties may carry x-env, x-secret, x-generate, x-visible-if"),
  defaults: jsonRecord.optional(),
  profiles: z.record(z.string(), jsonRecord).optional(),
});

const deploySchema = z.strictObject({
  runtimes: z.json().optional(),
  templates: z.json().optional(),
  images: z.json().optional(),
  secrets: z.json().optional(),
  healthChecks: z.json().optional(),
});

/** The `larder` key of a `package.json`: everything that npm has no field for. */
export const larderManifestSchema = z.strictObject({
  $schema: z.string().optional(),
  title: z.string().min(1).max(256).optional().describe("What people call the package, where that is not its name"),
  requires: z
    .record(
      relationName,
      z.union([rangeText, z.strictObject({ version: rangeText, optional: z.boolean().optional() })]),
    )
    .optional()
    .describe("Packages or capabilities that the host must also run, each in exactly one version"),
  provides: z.record(capabilityName, z.string().min(1)).optional().describe("Capability → its version"),
  conflicts: z.record(relationName, rangeText).optional().describe("What cannot stand beside this package"),
  mode: z.enum(["trusted", "sandboxed"]).optional(),
  permissions: z.array(permissionSchema).max(256).optional(),
  callers: z.array(z.string().min(1).max(256)).max(256).optional().describe("Who may call its actions; `*` is anybody"),
  limits: limitsSchema.optional(),
  instancePerCall: z
    .boolean()
    .optional()
    .describe("Each call of a class gets an instance of its own; all calls share one when left out"),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .optional()
    .describe("Name → literal or ${VARIABLE} of the host"),
  envFile: pathInPackage.optional().describe("A file of variables in the package, `NAME=value` a line; `env` wins"),
  config: configSchema.optional(),
  hooks: z
    .partialRecord(z.enum(hookNames), z.string().min(1))
    .optional()
    .describe("Lifecycle moment → script of the package, or one of its actions"),
  deploy: deploySchema.optional(),
  routes: z.array(larderRouteSchema).max(256).optional(),
  models: z.strictObject({ crud: z.boolean().default(true), store: z.string().min(1).optional() }).optional(),
  entry: pathInPackage.optional().describe("The code of the package's root plugin"),
  components: z
    .record(z.string().min(1), z.union([pathInPackage, z.literal(false)]))
    .optional()
    .describe("Component folder → another folder, or false to switch it off"),
  extra: jsonRecord
    .optional()
    .describe("What other systems know and Larder does not; the package finds it in its configuration"),
});

/** The parsed `larder` key of a package. */
export type LarderManifest = z.output<typeof larderManifestSchema>;

/** One rule about what a package reaches. */
export type Permission = z.output<typeof permissionSchema>;

/** Returns the JSON Schema of the `larder` key, for editors and for the documentation. */
export function larderManifestJsonSchema(): Record<string, unknown> {
  return { title: "The larder key of a package.json", ...z.toJSONSchema(larderManifestSchema, { io: "input" }) };
}
