import { networkInterfaces } from "node:os";

import { openHostAccounts } from "@larder/core";

import { UsageError } from "../errors.ts";
import { formatListenAddress, isLoopback, type ListenAddress } from "../serving/listen-address.ts";

/** Who may reach a host, and whether it asks them who they are. */
export type HostReach = {
  /** The host; absolute. */
  readonly directory: string;
  readonly listen: ListenAddress;
  /** Is nobody asked who they are, whatever accounts there are? */
  readonly withoutAccounts: boolean;
  /** `NODE_ENV`. */
  readonly nodeEnvironment: string | undefined;
};

/**
 * Throws {@link UsageError} where a host would answer strangers: beyond this machine it asks everybody who they are, for
 * which there must be somebody to be. Without accounts it may run on one's own machine only, and not in production.
 */
export async function assertReach(reach: HostReach): Promise<void> {
  const { directory, listen, withoutAccounts, nodeEnvironment } = reach;
  const option = `${listen.option} ${formatListenAddress(listen)}`;
  if (withoutAccounts && nodeEnvironment === "production") {
    throw new UsageError("`--without-accounts` is for development, and `NODE_ENV` says production", {
      hint: "Leave out `--without-accounts`",
    });
  }
  if (isLoopback(listen.host)) return;
  if (withoutAccounts) {
    throw new UsageError(
      `\`${option}\` would let other machines in, and \`--without-accounts\` asks nobody who they are`,
      {
        hint: "Leave out one of them",
      },
    );
  }
  const accounts = openHostAccounts({ directory });
  try {
    if (await accounts.exist()) return;
  } finally {
    await accounts.close();
  }
  throw new UsageError(`\`${option}\` would let other machines in, and this host has no accounts yet`, {
    hint: `Make the first one with \`larder account add NAME --admin --cwd ${directory}\``,
  });
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
