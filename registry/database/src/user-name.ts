import { ExpectedError } from "@larder/errors";

declare const brand: unique symbol;

/** The name of a user: lower case, so that two people cannot look the same. */
export type UserName = string & { readonly [brand]: "UserName" };

const pattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Words that the log and the API use for someone else. */
const reserved = new Set(["operator", "anonymous", "me"]);

/** Can `text` name a user? */
export function isUserName(text: string): text is UserName {
  return pattern.test(text) && !reserved.has(text);
}

/** Returns `text` as the name of a user. Throws {@link InvalidUserNameError}. */
export function parseUserName(text: string): UserName {
  if (!isUserName(text)) throw new InvalidUserNameError(text);
  return text;
}

export class InvalidUserNameError extends ExpectedError {
  readonly code = "EBADREQUEST";
  readonly text: string;

  constructor(text: string) {
    super(`\`${text.slice(0, 64)}\` cannot name a user`, {
      hint: "Use up to 64 lower-case letters, digits, dots, dashes and underscores, starting with a letter or a digit",
    });
    this.text = text;
  }
}
