import { InvalidAccountError } from "./account-errors.ts";

const namePattern = /^[a-z0-9][a-z0-9._@+-]{0,99}$/;
const rolePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;

const labelLengthMax = 100;

/**
 * Returns what somebody calls a key, at most 100 characters of it. Throws {@link InvalidAccountError} for control
 * characters: terminals obey them.
 */
export function parseLabel(text: string): string {
  if (!/\p{Cc}/u.test(text)) return text.slice(0, labelLengthMax);
  throw new InvalidAccountError("A label has no control characters", { hint: "Call it by one line of plain text" });
}

/** How many characters a password has. */
export const passwordLength = { min: 8, max: 256 };

/** Returns `text` as the name of an account: people write addresses in any case. Undefined where no account has it. */
export function findAccountName(text: string): string | undefined {
  const name = text.trim().toLowerCase();
  return namePattern.test(name) ? name : undefined;
}

/** The same. Throws {@link InvalidAccountError} for the name of none. */
export function parseAccountName(text: string): string {
  const name = findAccountName(text);
  if (name !== undefined) return name;
  throw new InvalidAccountError(`\`${text.slice(0, 64)}\` cannot be the name of an account`, {
    hint: "Use letters, digits, and `. _ @ + -`, at most 100; it begins with a letter or a digit",
  });
}

/** Returns `roles` sorted, each once. Throws {@link InvalidAccountError}. */
export function parseRoles(roles: readonly string[]): readonly string[] {
  const wrong = roles.find((role) => !rolePattern.test(role));
  if (wrong === undefined) return [...new Set(roles)].toSorted();
  throw new InvalidAccountError(`\`${wrong.slice(0, 64)}\` cannot be the name of a role`, {
    hint: "Use `admin`, or a role that `larder.yaml` has under `accounts.roles`",
  });
}

/** Throws {@link InvalidAccountError} unless `password` may become one. */
export function assertPassword(password: string): void {
  const { min, max } = passwordLength;
  if (password.length >= min && password.length <= max) return;
  throw new InvalidAccountError(`A password has ${min} to ${max} characters`, {
    hint: "Leave it out to have one made",
  });
}
