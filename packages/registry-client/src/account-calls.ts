import {
  accessTokenListSchema,
  accountListSchema,
  accountSchema,
  newAccessTokenSchema,
  orgDetailSchema,
  orgListSchema,
  teamDetailSchema,
} from "./answers.ts";
import type {
  AccessTokenList,
  Account,
  AccountList,
  ApiQuery,
  JsonBody,
  NewAccessToken,
  OrgDetail,
  OrgList,
  TeamDetail,
} from "./larder-api.ts";
import type { Requester } from "./requester.ts";
import { withQuery } from "./with-query.ts";

/** Who uses a registry, by what tokens, and in which organisations: Larder's own API. Each call says what its token may do. */
export type AccountCalls = {
  /** By name, a page at a time, for an administrator. `next` of an answer is the `after` of the next page. */
  listUsers(page?: ApiQuery<"listUsers">): Promise<AccountList>;
  /** Returns a user: anybody themselves, an administrator everybody. */
  getUser(name: string): Promise<Account>;
  createUser(user: JsonBody<"createUser">): Promise<Account>;
  /** Changes what is said of a user, and leaves the rest. */
  changeUser(name: string, change: JsonBody<"changeUser">): Promise<Account>;

  /** Newest first: one's own, or as an administrator those of `user`. */
  listTokens(query?: ApiQuery<"listTokens">): Promise<AccessTokenList>;
  /** Returns a new token with its secret, which is said this once. One's own needs the `password`. */
  createToken(token: JsonBody<"createToken">): Promise<NewAccessToken>;
  /** Ends a token, named by its `key` or its secret: one's own, or as an administrator one of `user`. */
  endToken(key: string, query?: ApiQuery<"endToken">): Promise<void>;

  /** By name: those that one belongs to, or as an administrator all. */
  listOrgs(page?: ApiQuery<"listOrgs">): Promise<OrgList>;
  /** Returns who and what is in an organisation, named without the `@` of its scope. */
  getOrg(name: string): Promise<OrgDetail>;
  /** Returns who is in a team, and what was granted to it as far as one may read it. */
  getTeam(org: string, team: string): Promise<TeamDetail>;
};

const usersPath = "/-/api/v1/users";
const tokensPath = "/-/api/v1/tokens";
const orgsPath = "/-/api/v1/orgs";

/** The calls about accounts of Larder's own API. */
export function accountCalls(requester: Requester): AccountCalls {
  return {
    listUsers: (page = {}) => requester.readJson(withQuery(usersPath, page), accountListSchema),
    getUser: (name) => requester.readJson(below(usersPath, name), accountSchema),
    createUser: (body) => requester.readJson(usersPath, accountSchema, { method: "POST", body }),
    changeUser: (name, body) => requester.readJson(below(usersPath, name), accountSchema, { method: "PATCH", body }),

    listTokens: (query = {}) => requester.readJson(withQuery(tokensPath, query), accessTokenListSchema),
    createToken: (body) => requester.readJson(tokensPath, newAccessTokenSchema, { method: "POST", body }),
    endToken: async (key, query = {}) => {
      await requester.send(withQuery(below(tokensPath, key), query), { method: "DELETE" });
    },

    listOrgs: (page = {}) => requester.readJson(withQuery(orgsPath, page), orgListSchema),
    getOrg: (name) => requester.readJson(below(orgsPath, name), orgDetailSchema),
    getTeam: (org, team) => requester.readJson(below(`${below(orgsPath, org)}/teams`, team), teamDetailSchema),
  };
}

function below(path: string, name: string): string {
  return `${path}/${encodeURIComponent(name)}`;
}
