import { networkInterfaces } from "node:os";

import { openHostAccounts } from "@larder/core";

import { UsageError } from "../errors.ts";
import { formatListenAddress, isLoopback, type ListenAddress } from "../serving/listen-address.ts";

/** Who may reach a host, and whether it asks them who they are. */
export type HostReach = {
  /** The host; absolute. */
  readonly directory: string;
  /** Where its accounts are; in its own directory when left out. */
  readonly databaseUrl?: string;
  readonly listen: ListenAddress;
  /** The URL that others reach it at: a proxy on this machine lets them in, too. */
  readonly publicUrl?: string | undefined;
  /** Is nobody asked who they are, whatever accounts there are? */
  readonly withoutAccounts: boolean;
  /** `NODE_ENV`. */
  readonly nodeEnvironment: string | undefined;
};

/**
 * Throws {@link UsageError} where a host would answer strangers: beyond this machine it asks everybody who they are, for
 * which there must be somebody to be. Without accounts it may run on one's own machine only, and not in production.
 * Also throws what the server of its database does not open with.
 */
export async function assertReach(reach: HostReach): Promise<void> {
  const option = findWayIn(reach);
  if (reach.withoutAccounts) assertMayAskNobody(reach, option);
  // A server of a database that does not answer is told at once, not to whoever asks first.
  if (option === undefined && reach.databaseUrl === undefined) return;
  if ((await hasAccounts(reach)) || option === undefined) return;
  const place = reach.databaseUrl === undefined ? "" : " --database-url URL";
  throw new UsageError(`\`${option}\` would let other machines in, and this host has no accounts yet`, {
    hint: `Make the first one with \`larder account add NAME --admin --cwd ${reach.directory}${place}\``,
  });
}

function assertMayAskNobody({ nodeEnvironment }: HostReach, option: string | undefined): void {
  if (nodeEnvironment === "production") {
    throw new UsageError("`--without-accounts` is for development, and `NODE_ENV` says production", {
      hint: "Leave out `--without-accounts`",
    });
  }
  if (option === undefined) return;
  throw new UsageError(
    `\`${option}\` would let other machines in, and \`--without-accounts\` asks nobody who they are`,
    { hint: "Leave out one of them" },
  );
}

async function hasAccounts({ directory, databaseUrl }: HostReach): Promise<boolean> {
  const accounts = openHostAccounts({ directory, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    return await accounts.exist();
  } finally {
    await accounts.close();
  }
}

/** Returns the option by which other machines reach the host, with its value; undefined when none do. */
function findWayIn({ listen, publicUrl }: HostReach): string | undefined {
  if (!isLoopback(listen.host)) return `${listen.option} ${formatListenAddress(listen)}`;
  if (publicUrl === undefined || isLoopback(new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, "$1"))) return undefined;
  return `--public-url ${publicUrl}`;
}

/** Returns the names besides the loopback ones that requests may be addressed to: what a host listens on, and its URL. */
export function hostNamesOf({ host }: ListenAddress, publicUrl: string | undefined): readonly string[] {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const own = isEverywhere
    ? addresses.map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address))
    : [host];
  return [...own, ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname])];
}
