import {
  getOrInsertSetting,
  listPackageNames,
  readChangeSequence,
  type RegistryDatabase,
} from "@larder/registry-database";
import type { BlobStore } from "@larder/registry-storage";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";

import { LoginLimiter } from "../accounts/login-limiter.ts";
import { TokenUses } from "../accounts/token-uses.ts";
import { AddressRanges } from "../origins/address-ranges.ts";
import type { RegistryConfiguration } from "../origins/configuration.ts";
import { assertHostedNamesKept } from "../origins/find-origin.ts";
import { createUplinkClient, type UplinkClient } from "../origins/uplink-client.ts";
import { DocumentCache } from "../packuments/document-cache.ts";
import { HostedDocuments } from "../packuments/hosted-documents.ts";
import { HostedNames } from "../packuments/hosted-names.ts";
import { HostedTarballs } from "../packuments/hosted-tarballs.ts";
import { KeptTarballs } from "../packuments/served-tarball.ts";
import { UplinkDocuments } from "../packuments/uplink-documents.ts";
import { UplinkTarballs } from "../packuments/uplink-tarballs.ts";
import { countingMaintenance } from "./maintenance.ts";
import type { RegistryParts, UplinkParts } from "./registry-parts.ts";

const mebibyte = 1024 * 1024;
const documentCacheBytesMax = 128 * mebibyte;
const tarballCacheBytesMax = 64 * mebibyte;

/** What a registry is made of. */
export type RegistryFoundation = {
  readonly database: RegistryDatabase;
  readonly storage: BlobStore;
  readonly configuration: RegistryConfiguration;
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** Builds the parts of a registry. Throws `ConfigurationError` when a rule would give a published name another origin. */
export async function openParts(
  foundation: RegistryFoundation,
): Promise<{ parts: RegistryParts; close: () => Promise<void> }> {
  const { database, storage, configuration, publicUrl, logger } = foundation;
  // The sequence comes first: what is published between the two reads is read again, not missed.
  const sequence = await readChangeSequence(database.db);
  const hostedNames = new HostedNames(configuration, await listPackageNames(database.db));
  assertHostedNamesKept(configuration, hostedNames.claims, hostedNames);

  const cache = new DocumentCache(documentCacheBytesMax);
  const kept = new KeptTarballs(storage, tarballCacheBytesMax);
  const clients = new Map<string, UplinkClient>();
  const uplinks = new Map<string, UplinkParts>();
  for (const [uplinkName, uplink] of Object.entries(configuration.uplinks)) {
    const client = createUplinkClient(uplinkName, uplink, () => foundation.now().getTime());
    const shared = { ...foundation, cache, kept, client, uplinkName, uplink };
    const documents = new UplinkDocuments(shared);
    clients.set(uplinkName, client);
    uplinks.set(uplinkName, { documents, tarballs: new UplinkTarballs({ ...shared, documents }) });
  }

  const parts: RegistryParts = {
    ...foundation,
    registryId: await readRegistryId(database),
    hostedNames,
    hostedDocuments: new HostedDocuments({ database, cache, names: hostedNames, publicUrl }, sequence),
    hostedTarballs: new HostedTarballs(database, kept),
    uplinks,
    loginLimiter: new LoginLimiter(),
    tokenUses: new TokenUses(database, logger),
    trustedProxies: new AddressRanges(configuration.trustedProxies),
    countWrite: countingMaintenance(database, logger),
  };
  const close = async (): Promise<void> => {
    await Promise.all([...clients.values()].map((client) => client.close()));
    await parts.tokenUses.flush();
  };
  return { parts, close };
}

/** The id is made once and is the same on all replicas: a request must not come back to any of them. */
async function readRegistryId({ db }: RegistryDatabase): Promise<string> {
  const id = await getOrInsertSetting(db, "registry-id", randomUUID());
  if (typeof id !== "string") throw new Error("The setting registry-id is no text");
  return id;
}
