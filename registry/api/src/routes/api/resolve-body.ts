import { findSha512, isVersion } from "@larder/package-spec";
import { parseSelector } from "@larder/resolver";
import { z } from "zod";

import { packageNameText } from "../schemas.ts";

/** Each may ask an uplink, so that one request cannot ask for a whole registry. */
const wantsMax = 5000;
const namesMax = 1000;
const textMax = 1024;

const text = z.string().max(textMax);
const name = z.string().max(214);
const version = z.string().refine((value): boolean => isVersion(value), "must be a version");
const relations = z.record(name, text);

const extension = z.strictObject({
  dependencies: relations.exactOptional(),
  optionalDependencies: relations.exactOptional(),
  peerDependencies: relations.exactOptional(),
  peerDependenciesMeta: z.record(name, z.strictObject({ optional: z.boolean().exactOptional() })).exactOptional(),
});

const source = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("git"),
    repository: text,
    commit: z.string().regex(/^[0-9a-f]{40,64}$/, "must be all digits of a commit"),
    directory: text.exactOptional(),
  }),
  z.strictObject({ type: z.literal("path"), path: text }),
  z.strictObject({ type: z.literal("tarball"), url: text }),
]);

const given = z
  .strictObject({
    alias: name,
    source,
    manifest: z.looseObject({
      name: packageNameText,
      version,
      dist: z.looseObject({
        tarball: z.string(),
        integrity: z.string().refine((value) => findSha512(value) !== undefined, "must hold a sha512"),
      }),
      dependencies: relations.exactOptional(),
      optionalDependencies: relations.exactOptional(),
      peerDependencies: relations.exactOptional(),
    }),
  })
  .meta({ description: "A package from outside of a registry, with the integrity of the archive that is made of it." });

const policy = z
  .strictObject({
    minimumAgeMs: z.int().min(0),
    minimumAgeExempt: z.array(packageNameText).max(namesMax),
    trust: z.enum(["any", "no-downgrade"]),
    deprecated: z.enum(["allow", "refuse"]),
    block: bySelector(text),
    platforms: z.array(z.strictObject({ os: text, cpu: text, libc: text.exactOptional() })).max(50),
    node: version.exactOptional(),
  })
  .meta({ description: "What the operator of the host asks of every version, besides what this registry asks." });

/** What `POST /-/api/v1/resolve` takes. */
export const resolveBody = z
  .strictObject({
    registry: z.string().min(1).max(100),
    coreVersion: z.string(),
    provided: z.array(packageNameText).max(namesMax).default([]),
    wants: atMost(wantsMax, z.record(name, text)),
    declaredIn: atMost(wantsMax, z.record(name, z.string().max(300)))
      .exactOptional()
      .meta({ description: "Where each want is written, for the sentences of a conflict: `larder.yaml:7`." }),
    shared: z.array(packageNameText).max(namesMax).default([]),
    overrides: atMost(wantsMax, z.record(z.string().max(textMax), text)).default({}),
    needs: z.array(z.literal("nested-overrides")).max(1).exactOptional().meta({
      description:
        "What the registry must heed to answer at all, and one that does not know it refuses: `nested-overrides` for overrides with `**`, or with several parents.",
    }),
    extensions: bySelector(extension).exactOptional(),
    given: z.array(given).max(namesMax).exactOptional(),
    policy: policy.exactOptional(),
    asOf: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/, "must be a time in UTC, such as 2026-11-21T10:00:00Z")
      .exactOptional()
      .meta({ description: "The time for which the answer holds; needed by a minimum age." }),
    prefer: z.enum(["newest", "lowest"]).exactOptional(),
    lock: z.string().nullable().default(null).meta({ description: "The whole `larder.lock` that stands." }),
    update: z.array(z.string().max(214)).max(10_000).default([]),
  })
  .refine((body) => (body.policy?.minimumAgeMs ?? 0) === 0 || body.asOf !== undefined, {
    path: ["asOf"],
    error: "a minimum age needs the time for which the answer holds",
  });

/** Selectors are read only when there are not too many. */
function bySelector<Schema extends z.ZodType>(schema: Schema): z.ZodRecord<z.ZodString, Schema> {
  return z
    .record(text, schema)
    .refine((entries) => Object.keys(entries).length <= namesMax, { error: `must be at most ${namesMax}`, abort: true })
    .superRefine((entries, context) => {
      for (const key of Object.keys(entries)) {
        if (parseSelector(key) !== undefined) continue;
        context.addIssue({
          code: "custom",
          path: [key],
          message: "must be a package, or versions of one as `name@range`",
        });
      }
    });
}

function atMost<Schema extends z.ZodType<object>>(max: number, schema: Schema): Schema {
  return schema.refine((entries) => Object.keys(entries).length <= max, `must be at most ${max}`);
}
