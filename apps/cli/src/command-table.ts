import type { Command } from "./command.ts";

/** What the program knows of a command before it is loaded. */
export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Loads the command; each one alone brings the libraries that it needs. */
  readonly load: () => Promise<{ readonly command: Command }>;
};

const registry = "Run a registry";
const packages = "Find, check and publish packages";
const host = "Run a host";

/** Every command, in the order of the help page. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: "serve",
    summary: "Start a registry",
    group: registry,
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "user add",
    summary: "Create a user of a registry",
    group: registry,
    load: () => import("./commands/user-add.ts"),
  },
  {
    name: "user list",
    summary: "List the users of a registry",
    group: registry,
    load: () => import("./commands/user-list.ts"),
  },
  {
    name: "user disable",
    summary: "Bar a user from acting",
    group: registry,
    load: () => import("./commands/user-disable.ts"),
  },
  {
    name: "user enable",
    summary: "Let a user act again",
    group: registry,
    load: () => import("./commands/user-enable.ts"),
  },
  {
    name: "token create",
    summary: "Create a token for a user",
    group: registry,
    load: () => import("./commands/token-create.ts"),
  },
  {
    name: "token list",
    summary: "List the tokens of a user",
    group: registry,
    load: () => import("./commands/token-list.ts"),
  },
  {
    name: "token revoke",
    summary: "End a token of a user",
    group: registry,
    load: () => import("./commands/token-revoke.ts"),
  },
  {
    name: "advisories import",
    summary: "Tell a registry what is known against packages",
    group: registry,
    load: () => import("./commands/advisories-import.ts"),
  },
  {
    name: "login",
    summary: "Log in to a registry, for every npm client of this user",
    group: packages,
    load: () => import("./commands/login.ts"),
  },
  {
    name: "create",
    summary: "Make a new package",
    group: packages,
    load: () => import("./commands/create.ts"),
  },
  {
    name: "link",
    summary: "Give a package's editor and tests the author's API",
    group: packages,
    load: () => import("./commands/link.ts"),
  },
  {
    name: "check",
    summary: "Say what a package contains and what is wrong with it",
    group: packages,
    load: () => import("./commands/check.ts"),
  },
  {
    name: "publish",
    summary: "Publish a folder to a registry",
    group: packages,
    load: () => import("./commands/publish.ts"),
  },
  {
    name: "search",
    summary: "Find packages by text, domain, plugin or kind",
    group: packages,
    load: () => import("./commands/search.ts"),
  },
  {
    name: "info",
    summary: "Show one package and its components",
    group: packages,
    load: () => import("./commands/info.ts"),
  },
  {
    name: "host init",
    summary: "Make a directory a host",
    group: host,
    load: () => import("./commands/host-init.ts"),
  },
  {
    name: "add",
    summary: "Want a package: resolve, lock and install it",
    group: host,
    load: () => import("./commands/add.ts"),
  },
  {
    name: "remove",
    summary: "Want a package no longer",
    group: host,
    load: () => import("./commands/remove.ts"),
  },
  {
    name: "update",
    summary: "Move packages to newer versions",
    group: host,
    load: () => import("./commands/update.ts"),
  },
  {
    name: "install",
    summary: "Install what the lockfile says",
    group: host,
    load: () => import("./commands/install.ts"),
  },
  {
    name: "lock",
    summary: "Resolve the wants and write the lockfile",
    group: host,
    load: () => import("./commands/lock.ts"),
  },
  {
    name: "why",
    summary: "Say what needs a package, up to what larder.yaml wants",
    group: host,
    load: () => import("./commands/why.ts"),
  },
  {
    name: "outdated",
    summary: "List the wants that have newer versions",
    group: host,
    load: () => import("./commands/outdated.ts"),
  },
  {
    name: "list",
    summary: "List what is installed",
    group: host,
    load: () => import("./commands/list.ts"),
  },
  {
    name: "verify",
    summary: "Look whether the lock and what is installed are whole",
    group: host,
    load: () => import("./commands/verify.ts"),
  },
  {
    name: "rollback",
    summary: "Run an older generation again",
    group: host,
    load: () => import("./commands/rollback.ts"),
  },
  {
    name: "start",
    summary: "Start a host",
    group: host,
    load: () => import("./commands/start.ts"),
  },
  {
    name: "config get",
    summary: "Print one setting of a package",
    group: host,
    load: () => import("./commands/config-get.ts"),
  },
  {
    name: "config set",
    summary: "Set one setting of a package",
    group: host,
    load: () => import("./commands/config-set.ts"),
  },
  {
    name: "config unset",
    summary: "Take back what was set",
    group: host,
    load: () => import("./commands/config-unset.ts"),
  },
  {
    name: "config list",
    summary: "List the settings of a package and where they come from",
    group: host,
    load: () => import("./commands/config-list.ts"),
  },
  {
    name: "config check",
    summary: "Say which packages lack settings, variables or credentials",
    group: host,
    load: () => import("./commands/config-check.ts"),
  },
  {
    name: "config rotate",
    summary: "Seal the secrets of a host with a new key",
    group: host,
    load: () => import("./commands/config-rotate.ts"),
  },
  {
    name: "status",
    summary: "Show how a running host is, package by package",
    group: host,
    load: () => import("./commands/status.ts"),
  },
  {
    name: "stop",
    summary: "Stop a host, or one package of it",
    group: host,
    load: () => import("./commands/stop.ts"),
  },
  {
    name: "reload",
    summary: "Load packages of a running host anew, with nothing in between",
    group: host,
    load: () => import("./commands/reload.ts"),
  },
  {
    name: "enable",
    summary: "Let a package of a host start again",
    group: host,
    load: () => import("./commands/enable.ts"),
  },
  {
    name: "disable",
    summary: "Keep a package of a host from starting",
    group: host,
    load: () => import("./commands/disable.ts"),
  },
  {
    name: "call",
    summary: "Call an action of a running host",
    group: host,
    load: () => import("./commands/call.ts"),
  },
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
  {
    name: "store path",
    summary: "Print where the store of this machine is",
    group: host,
    load: () => import("./commands/store-path.ts"),
  },
  {
    name: "store verify",
    summary: "Read every file of the store, and tell damage",
    group: host,
    load: () => import("./commands/store-verify.ts"),
  },
  {
    name: "store prune",
    summary: "Remove from the store what no host uses",
    group: host,
    load: () => import("./commands/store-prune.ts"),
  },
  {
    name: "tour",
    summary: "See the main job, from publish to answer",
    group: "Look around",
    load: () => import("./commands/tour.ts"),
  },
];
