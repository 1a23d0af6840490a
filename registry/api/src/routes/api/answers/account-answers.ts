import { tokenScopes } from "@larder/registry-database";
import { z } from "zod";

import { moment, nextPage } from "./scalars.ts";

export const account = z
  .object({
    name: z.string().meta({ examples: ["ada"] }),
    email: z.string().nullable(),
    isAdmin: z.boolean(),
    isDisabled: z.boolean().meta({ description: "Nobody logs in with it, and none of its tokens is good." }),
    created: moment,
  })
  .meta({ id: "Account", description: "Somebody, or some machine, that acts here." });

export const accountList = z.object({ users: z.array(account), next: nextPage }).meta({ id: "AccountList" });

const accessToken = z
  .object({
    key: z.string().meta({ description: "Names the token in requests. It is no secret." }),
    user: z.string(),
    prefix: z
      .string()
      .meta({ description: "The beginning of the secret, by which a person knows it.", examples: ["lrd_Ab3x"] }),
    name: z.string(),
    description: z.string().nullable(),
    scopes: z.array(z.enum(tokenScopes)),
    packages: z.array(z.string()).meta({ description: "Names, and patterns such as `@acme/*`. None means all." }),
    cidrs: z.array(z.string()).meta({ description: "The addresses that it is used from. None means all." }),
    created: moment,
    expires: moment.nullable(),
    lastUsed: moment.nullable(),
  })
  .meta({ id: "AccessToken", description: "A token, without its secret." });

export const accessTokenList = z
  .object({ tokens: z.array(accessToken), next: nextPage })
  .meta({ id: "AccessTokenList", description: "Newest first." });

export const newAccessToken = accessToken
  .extend({ token: z.string().meta({ description: "The secret. It is said this once, and kept nowhere." }) })
  .meta({ id: "NewAccessToken" });
