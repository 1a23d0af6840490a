import type { TokenScope, UserName } from "@larder/registry-database";

/** Who sends a request: nobody in particular, or a user with the token that they used. */
export type Caller = { readonly type: "anonymous" } | UserCaller;

/** A user, and the token that they used. */
export type UserCaller = {
  readonly type: "user";
  readonly userId: number;
  readonly name: UserName;
  readonly email: string | null;
  readonly isAdmin: boolean;
  readonly token: CallerToken;
};

/** The limits of the token that a user sent. */
export type CallerToken = {
  readonly id: number;
  readonly scopes: readonly TokenScope[];
  /** Name patterns; none means every package. */
  readonly packagePatterns: readonly string[];
  /** Address ranges; none means every address. */
  readonly cidrs: readonly string[];
};

export const anonymous: Caller = { type: "anonymous" };
