import type { AccountSettings } from "./accounts.ts";

const hourMs = 3_600_000;

/** What holds where the operator decides nothing: a day's work without a login, a week at most. */
export const defaultAccountSettings: AccountSettings = {
  session: { idleMs: 12 * hourMs, absoluteMs: 7 * 24 * hourMs },
  roles: {},
  providers: [],
};
