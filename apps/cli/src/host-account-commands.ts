import type { CommandEntry } from "./command-entry.ts";

const host = "Run a host";

/** The commands that look after the accounts of a host, in the order of the help page. */
export const hostAccountCommands: readonly CommandEntry[] = [
  {
    name: "account add",
    summary: "Let somebody log in to a host",
    group: host,
    load: () => import("./commands/account-add.ts"),
  },
  {
    name: "account list",
    summary: "List the accounts of a host",
    group: host,
    load: () => import("./commands/account-list.ts"),
  },
  {
    name: "account disable",
    summary: "Bar an account from acting",
    group: host,
    load: () => import("./commands/account-disable.ts"),
  },
  {
    name: "account enable",
    summary: "Let an account act again",
    group: host,
    load: () => import("./commands/account-enable.ts"),
  },
  {
    name: "account password",
    summary: "Give an account a new password",
    group: host,
    load: () => import("./commands/account-password.ts"),
  },
  {
    name: "account roles",
    summary: "Say what an account may do",
    group: host,
    load: () => import("./commands/account-roles.ts"),
  },
  {
    name: "account token",
    summary: "Make a token or a plugin key for an account",
    group: host,
    load: () => import("./commands/account-token.ts"),
  },
  {
    name: "account tokens",
    summary: "List the tokens and plugin keys of an account",
    group: host,
    load: () => import("./commands/account-tokens.ts"),
  },
  {
    name: "account revoke",
    summary: "End a token or a plugin key of an account",
    group: host,
    load: () => import("./commands/account-revoke.ts"),
  },
];
