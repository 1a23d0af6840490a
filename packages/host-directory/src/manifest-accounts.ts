import { isIP } from "node:net";

import { z } from "zod";

/** `accounts` of a `larder.yaml`: who may ask a host, as far as that stands in a file. */
export type HostAccountsManifest = {
  readonly session: {
    /** How long a login lasts without a request, and at most. */
    readonly idleMs: number;
    readonly absoluteMs: number;
  };
  /** Role → what routes and actions ask for by name. */
  readonly roles: { readonly [role: string]: readonly string[] };
  /** The addresses of proxies that are believed about where a request comes from. */
  readonly proxies: readonly string[];
  /** In the order in which people see them. */
  readonly providers: readonly HostLoginProvider[];
};

/** Where people log in who have no password at the host. */
export type HostLoginProvider = {
  readonly id: string;
  readonly title: string;
  readonly server:
    | { readonly type: "issuer"; readonly issuer: string }
    | {
        readonly type: "endpoints";
        readonly authorizationUrl: string;
        readonly tokenUrl: string;
        readonly userInfoUrl: string;
      };
  readonly clientId: string;
  /** The variable that holds the client's secret; undefined for a client without one. */
  readonly clientSecretVariable: string | undefined;
  readonly scope: string;
  readonly claims: { readonly subject: string; readonly account: string; readonly roles: string | undefined };
  readonly roleMap: { readonly [value: string]: readonly string[] };
  readonly domains: readonly string[];
  readonly signUp: boolean;
  readonly userInfo: readonly string[];
};

const durationPattern = /^(\d{1,6})(m|h|d)$/;
const unitMs: { readonly [unit: string]: number } = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const duration = z
  .string()
  .regex(durationPattern, "must be a time such as `30m`, `12h` or `7d`")
  .transform((text) => {
    const [, count = "0", unit = "m"] = durationPattern.exec(text) ?? [];
    return Number(count) * (unitMs[unit] ?? 0);
  })
  .refine((ms) => ms > 0, "must be longer");

const role = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be a word in lower case");
const roles = z.union([role.transform((one) => [one]), z.array(role)]);
const claim = z.string().min(1);

/** Whoever sits between could read the secret of the client, and say who somebody is. */
const providerUrl = z
  .string()
  .refine((text) => URL.canParse(text) && isPrivateLine(new URL(text)), "must be an https URL, or one of this machine");

function isPrivateLine({ protocol, hostname }: URL): boolean {
  const isThisMachine = hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && isThisMachine);
}

const addressRange = z.string().refine((text) => {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version !== 0 && fits && rest.length === 0;
}, "must be an address or a range such as `10.0.0.0/8`");

const provider = z
  .strictObject({
    title: z.string().min(1).exactOptional(),
    issuer: providerUrl.exactOptional(),
    authorizationUrl: providerUrl.exactOptional(),
    tokenUrl: providerUrl.exactOptional(),
    userInfoUrl: providerUrl.exactOptional(),
    clientId: z.string().min(1),
    clientSecret: z
      .string()
      .regex(
        /^\$\{[A-Za-z_]\w*\}$/,
        "must name a variable, such as `${ACME_CLIENT_SECRET}`: the file is no place for it",
      )
      .exactOptional(),
    scope: z.string().min(1).default("openid email profile"),
    subject: claim.default("sub"),
    account: claim.default("email"),
    roles: z.strictObject({ claim, map: z.record(z.string(), roles) }).exactOptional(),
    domains: z.array(z.string().toLowerCase()).default([]),
    signUp: z.boolean().default(false),
    userInfo: z.array(claim).default([]),
  })
  .refine(
    ({ issuer, ...urls }) => (issuer === undefined ? hasEndpoints(urls) : !hasSomeEndpoint(urls)),
    "needs either `issuer`, or `authorizationUrl`, `tokenUrl` and `userInfoUrl`",
  );

type Endpoints = { readonly authorizationUrl?: string; readonly tokenUrl?: string; readonly userInfoUrl?: string };

function hasEndpoints(urls: Endpoints): urls is Required<Endpoints> {
  return urls.authorizationUrl !== undefined && urls.tokenUrl !== undefined && urls.userInfoUrl !== undefined;
}

function hasSomeEndpoint({ authorizationUrl, tokenUrl, userInfoUrl }: Endpoints): boolean {
  return (authorizationUrl ?? tokenUrl ?? userInfoUrl) !== undefined;
}

const session = z
  .strictObject({ idle: duration.default(12 * 3_600_000), absolute: duration.default(7 * 86_400_000) })
  .transform(({ idle, absolute }) => ({ idleMs: idle, absoluteMs: absolute }));

/** The shape of `accounts`. Nothing is open that is not named: nobody signs up, and no value of a claim is a role. */
export const accountsSchema: z.ZodType<HostAccountsManifest> = z.strictObject({
  session: session.prefault({}),
  roles: z
    .record(role, z.array(z.string().min(1)))
    .refine((named) => !Object.hasOwn(named, "admin"), "must not describe `admin`, which may do everything")
    .default({}),
  proxies: z.array(addressRange).default([]),
  providers: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "must be a lower-case word"), provider)
    .transform((providers) => Object.entries(providers).map(([id, read]) => describeProvider(id, read)))
    .default([]),
});

function describeProvider(id: string, read: z.infer<typeof provider>): HostLoginProvider {
  const { title = id, issuer, clientId, clientSecret, scope, subject, account, domains, signUp, userInfo } = read;
  return {
    id,
    title,
    server: issuer === undefined ? endpointsOf(read) : { type: "issuer", issuer },
    clientId,
    clientSecretVariable: clientSecret?.slice(2, -1),
    scope,
    claims: { subject, account, roles: read.roles?.claim },
    roleMap: read.roles?.map ?? {},
    domains,
    signUp,
    userInfo,
  };
}

function endpointsOf(urls: Endpoints): HostLoginProvider["server"] {
  if (!hasEndpoints(urls)) throw new Error("A provider without its addresses passed the schema");
  const { authorizationUrl, tokenUrl, userInfoUrl } = urls;
  return { type: "endpoints", authorizationUrl, tokenUrl, userInfoUrl };
}
