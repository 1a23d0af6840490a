import { z } from "zod";

import type { SigningKey } from "./registry-client.ts";
import type { ResolveFrame } from "./resolving/streamed-resolve.ts";
import type {
  AccessTokenList,
  Account,
  AccountList,
  ComponentList,
  NewAccessToken,
  OrgDetail,
  OrgList,
  PackageDetail,
  PackageList,
  ResolveAnswer,
  SearchResults,
  TeamDetail,
} from "./larder-api.ts";

/*
 * What this client relies on in the answers of Larder's API. Fields that only travel through to a view
 * are not looked at: a newer registry may well say more.
 */

const component = z.looseObject({ kind: z.string(), name: z.string(), path: z.string() });

const summary = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string().nullable(),
  domains: z.array(z.string()),
  plugins: z.array(z.string()),
});

export const packageListSchema = trusting<PackageList>(z.looseObject({ packages: z.array(summary), total: z.int() }));

export const packageDetailSchema = trusting<PackageDetail>(
  summary.extend({ components: z.array(component), versions: z.array(z.looseObject({ version: z.string() })) }),
);

export const componentListSchema = trusting<ComponentList>(
  z.looseObject({
    components: z.array(component.extend({ package: z.string(), version: z.string() })),
    total: z.int(),
  }),
);

export const searchResultsSchema = trusting<SearchResults>(
  z.looseObject({ hits: z.array(summary.extend({ matched: z.array(component) })), total: z.int() }),
);

export const resolveAnswerSchema = trusting<ResolveAnswer>(
  z.discriminatedUnion("outcome", [
    z.looseObject({
      outcome: z.literal("solved"),
      lock: z.string(),
      published: z.record(z.string(), z.string()).optional(),
    }),
    z.looseObject({ outcome: z.literal("unchanged") }),
    z.looseObject({
      outcome: z.literal("conflict"),
      conflict: z.looseObject({ sentences: z.array(z.string()), suggestions: z.array(z.string()) }),
    }),
  ]),
);

const packageFrame = z.looseObject({
  type: z.literal("package"),
  name: z.string(),
  version: z.string(),
  integrity: z.string(),
});

/** A line of a streamed answer to a resolve; one of a kind that is not known here is passed over. */
export const resolveFrameSchema = trusting<ResolveFrame>(
  z.union([
    packageFrame,
    z.looseObject({ type: z.literal("waiting"), seconds: z.number() }),
    z.looseObject({ type: z.literal("done"), answer: resolveAnswerSchema }),
    z.looseObject({ type: z.literal("error"), status: z.int(), error: z.looseObject({ error: z.string() }) }),
    resolveAnswerSchema.transform((answer) => ({ type: "done", answer })),
    z.looseObject({ type: z.string() }).transform(() => ({ type: "unknown" })),
  ]),
);

const account = z.looseObject({
  name: z.string(),
  email: z.string().nullable(),
  isAdmin: z.boolean(),
  isDisabled: z.boolean(),
});
const accessToken = z.looseObject({ key: z.string(), user: z.string(), scopes: z.array(z.string()) });
const next = z.string().nullable();
const named = z.looseObject({ name: z.string() });

export const accountSchema = trusting<Account>(account);
export const accountListSchema = trusting<AccountList>(z.looseObject({ users: z.array(account), next }));
export const accessTokenListSchema = trusting<AccessTokenList>(z.looseObject({ tokens: z.array(accessToken), next }));
export const newAccessTokenSchema = trusting<NewAccessToken>(accessToken.extend({ token: z.string() }));
export const orgListSchema = trusting<OrgList>(z.looseObject({ orgs: z.array(named), next }));
export const orgDetailSchema = trusting<OrgDetail>(named.extend({ members: z.array(named), teams: z.array(named) }));
export const teamDetailSchema = trusting<TeamDetail>(
  named.extend({ members: z.array(z.string()), packages: z.array(named) }),
);

/** What of the keys that a registry shows can be used is for whoever checks with them. */
export const signingKeysSchema = trusting<{ readonly keys: readonly SigningKey[] }>(
  z.looseObject({
    keys: z.array(
      z.looseObject({ keyid: z.string(), keytype: z.string(), key: z.string(), expires: z.string().nullish() }),
    ),
  }),
);

export const whoamiSchema = z.looseObject({ username: z.string() });
export const loginSchema = z.looseObject({ token: z.string() });
export const distTagsSchema = z.record(z.string(), z.string());

/** Types a checked document as what it is on the wire; what the check leaves out is the server's word. */
function trusting<Document>(schema: z.ZodType): z.ZodType<Document> {
  return schema as z.ZodType<Document>;
}
