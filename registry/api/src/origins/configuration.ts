import { z } from "zod";

import { isAddressRange } from "./address-ranges.ts";
import { durationSchema } from "./duration.ts";
import { namePatternSchema, uplinkPolicySchema } from "./policy-configuration.ts";

/*
 * `registry.yaml`: which names come from where, and who may read and publish them.
 *
 *     uplinks:
 *       npm:
 *         url: https://uplink.example/
 *         token: ${UPLINK_TOKEN}     # sent to this origin only
 *         policy:                    # what of it is not served
 *           minimumAge: 3d
 *           block:
 *             - { package: event-stream, versions: 3.3.6, reason: it steals }
 *           advisories: malware
 *     rules:                         # the first rule that covers a name decides
 *       - packages: "@acme/*"
 *         origin: hosted
 *         read: [$authenticated]
 *         publish: [ada, "@acme:developers"]
 *         unpublish: 72h
 *       - packages: "**"
 *         origin: npm
 *     trustedProxies: [10.0.0.0/8]       # behind a proxy: else every client has the address of the proxy
 */

/** `$all`, `$authenticated`, the name of a user, or a team such as `@acme:developers`. */
const accessListSchema = z.array(
  z
    .string()
    .regex(
      /^(?:\$all|\$authenticated|[a-z0-9][a-z0-9._-]*|@[a-z0-9][a-z0-9._-]*:[a-z0-9][a-z0-9._-]*)$/,
      "must be `$all`, `$authenticated`, a user, or a team such as `@acme:developers`",
    ),
);

/** What cannot be compared with the host of a URL would never count, and nobody would know. */
const hostSchema = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/,
    "must be a host such as `10.0.0.5` or `cdn.example:8080`",
  )
  .transform((host) => host.toLowerCase());

function isPlainUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && [url.username, url.password, url.search, url.hash].every((part) => part === "");
}

const uplinkSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine(isPlainUrl, "must have no user, password, query or fragment; a credential is the `token`")
    .transform((url) => (url.endsWith("/") ? url : `${url}/`)),
  token: z.string().optional().meta({ description: "A bearer token, sent to the uplink's own origin only." }),
  maxAgeMs: z
    .number()
    .int()
    .nonnegative()
    .default(2 * 60_000)
    .meta({ description: "How long a document counts as fresh." }),
  staleWhileRevalidateMs: z
    .number()
    .int()
    .nonnegative()
    .default(10 * 60_000)
    .meta({
      description: "How long a document that is no longer fresh is served while it is refreshed behind the answer.",
    }),
  timeoutMs: z
    .number()
    .int()
    .positive()
    .default(30_000)
    .meta({ description: "How long it may take to answer, and be silent while it does." }),
  documentTimeoutMs: z
    .number()
    .int()
    .positive()
    .default(120_000)
    .meta({ description: "How long a whole document may take." }),
  privateHosts: z.array(hostSchema).default([]).meta({
    description:
      "Further hosts that this uplink may redirect to, or keep its archives on, although their addresses are private; with a port, or for all of them.",
  }),
  policy: uplinkPolicySchema.prefault({}),
});

/**
 * Who may take a version back: nobody, administrators, or also the maintainers of the package within this
 * time after its publish (`72h`, `30d`), as long as no other package depends on it.
 */
const unpublishSchema = z
  .string()
  .regex(/^(?:never|admins|[1-9]\d{0,4}[hd])$/, "must be `never`, `admins`, or hours or days such as `72h`")
  .transform(parseUnpublish);

function parseUnpublish(text: string): "never" | "admins" | { readonly windowMs: number } {
  if (text === "never" || text === "admins") return text;
  return { windowMs: durationSchema.parse(text).ms };
}

const ruleSchema = z.strictObject({
  packages: namePatternSchema,
  origin: z.string().meta({ description: "`hosted`, or the name of an uplink" }),
  claims: z.boolean().default(false).meta({
    description: "Whether a first publish may claim a scope, or a name without one, for `hosted`. Only for uplinks.",
  }),
  read: accessListSchema.default(["$all"]).meta({ description: "Who sees and installs the packages" }),
  publish: accessListSchema
    .default(["$authenticated"])
    .meta({ description: "Who publishes here; of a package that is there, only its maintainers" }),
  unpublish: unpublishSchema
    .default("admins")
    .meta({ description: "Who takes versions back: `never`, `admins`, or also maintainers for a time such as `72h`" }),
  access: z.enum(["public", "restricted"]).optional().meta({
    description:
      "Whom new packages with a scope are for, whatever their publisher says: everybody in `read`, or those who work on them. Without it the publisher says.",
  }),
});

const perMinute = z.number().int().nonnegative();

/** Shape of `registry.yaml`. */
export const configurationSchema = z.strictObject({
  uplinks: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/), uplinkSchema)
    .default({})
    .meta({ description: "Registries that packages may come from, by the names that rules call them" }),
  rules: z.array(ruleSchema).min(1).meta({
    description: "The first rule that covers a name decides where it comes from, and who may do what with it",
  }),
  limits: z
    .strictObject({
      documentBytesMax: z
        .number()
        .int()
        .positive()
        .default(32 * 1024 * 1024),
      archiveBytesMax: z
        .number()
        .int()
        .positive()
        .default(256 * 1024 * 1024),
    })
    .prefault({}),
  trustedProxies: z
    .array(z.string().refine(isAddressRange, "must be an address, or a range such as `10.0.0.0/8`"))
    .default([])
    .meta({
      description:
        "Addresses and ranges of the proxies in front: only what they say about a client's address is believed.",
    }),
  audits: z.enum(["uplinks", "advisories"]).default("uplinks").meta({
    description:
      "Who knows what is known against packages: each uplink about its own, or the advisories that were imported here.",
  }),
  rateLimits: z
    .strictObject({
      reads: perMinute.default(60_000),
      writes: perMinute.default(1_200),
      /** Also what is as costly: `resolve`. */
      searches: perMinute.default(600),
    })
    .prefault({})
    .meta({
      description:
        "How many requests a minute one user, or one address without a login, may send to one replica; 0 for any number.",
    }),
  metricsReaders: z
    .array(z.string().refine(isAddressRange, "must be an address, or a range such as `10.0.0.0/8`"))
    .default(["127.0.0.0/8", "::1"])
    .meta({
      description:
        "Addresses and ranges that read the metrics without a token; administrators read them from anywhere.",
    }),
  signUp: z.boolean().default(false).meta({ description: "Whether a stranger may create an account by logging in." }),
});

/** Everything that an operator decides about a registry; made by `parseRegistryConfiguration` or `defaultConfiguration`. */
export type RegistryConfiguration = z.infer<typeof configurationSchema>;
export type Uplink = z.infer<typeof uplinkSchema>;
export type OriginRule = z.infer<typeof ruleSchema>;

/** The origin of packages that are published here. */
export const hosted = "hosted";
