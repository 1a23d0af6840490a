import { getOrInsertSetting, listHostedNames, readRevisions, type RegistryDatabase } from "@larder/registry-database";
import { randomUUID } from "node:crypto";

import { KnownCallers } from "../accounts/known-callers.ts";
import { LoginLimiter } from "../accounts/login-limiter.ts";
import { TokenUses } from "../accounts/token-uses.ts";
import { AdvisoryIndex } from "../origins/advisory-index.ts";
import { AddressRanges } from "../origins/address-ranges.ts";
import { assertHostedNamesKept } from "../origins/find-origin.ts";
import { DocumentCache } from "../packuments/document-cache.ts";
import { HostedDocuments } from "../packuments/hosted-documents.ts";
import { HostedNames } from "../packuments/hosted-names.ts";
import { HostedTarballs } from "../packuments/hosted-tarballs.ts";
import { KeptTarballs } from "../packuments/served-tarball.ts";
import { completeOlder } from "../publishing/complete-older.ts";
import { signUnsigned } from "../publishing/sign-unsigned.ts";
import { openSigningKey } from "../publishing/signing-key.ts";
import { WantsResolver } from "../resolving/wants-resolver.ts";
import { openFreshness } from "./freshness.ts";
import { countingMaintenance } from "./maintenance.ts";
import { openOperations } from "./operations.ts";
import { openUplinks } from "./open-uplinks.ts";
import type { RegistryFoundation, RegistryParts } from "./registry-parts.ts";

const mebibyte = 1024 * 1024;
const documentCacheBytesMax = 128 * mebibyte;
const tarballCacheBytesMax = 64 * mebibyte;

/** Builds the parts of a registry. Throws `ConfigurationError` when a rule would give a published name another origin. */
export async function openParts(
  foundation: RegistryFoundation,
): Promise<{ parts: RegistryParts; close: () => Promise<void> }> {
  const { database, storage, configuration, publicUrl, logger } = foundation;
  const signingKey = await openSigningKey(database);
  // The revisions come first: what is published between the two reads is read again, not missed.
  const revisions = await readRevisions(database);
  const hostedNames = new HostedNames(configuration, await listHostedNames(database.db));
  assertHostedNamesKept(configuration, hostedNames.claims, hostedNames);

  const cache = new DocumentCache(documentCacheBytesMax);
  const kept = new KeptTarballs(storage, tarballCacheBytesMax);
  const hostedTarballs = new HostedTarballs(database, kept);
  const hostedDocuments = new HostedDocuments({ database, cache, names: hostedNames, publicUrl });
  const operations = openOperations(foundation);
  const callers = new KnownCallers(database, operations.limits);
  const freshness = await openFreshness(database, revisions, {
    callers,
    documents: hostedDocuments,
    tarballs: hostedTarballs,
    names: hostedNames,
  });
  const advisories = await AdvisoryIndex.open(foundation);
  const uplinks = openUplinks({ ...foundation, cache, kept, advisories });

  operations.metrics.watch({
    caches: () => ({ documents: cache.facts, archives: kept.facts }),
    uplinks: () => Object.fromEntries([...uplinks].map(([uplink, { client }]) => [uplink, client.facts()])),
    database: () => database.state(),
  });

  const parts: RegistryParts = {
    ...foundation,
    signingKey,
    signing: await signUnsigned({ ...foundation, key: signingKey, documents: hostedDocuments }),
    registryId: await readRegistryId(database),
    hostedNames,
    callers,
    refresh: freshness.refresh,
    hostedDocuments,
    hostedTarballs,
    uplinks,
    advisories,
    wants: new WantsResolver({ publicUrl }),
    loginLimiter: new LoginLimiter(),
    tokenUses: new TokenUses(database, logger),
    trustedProxies: new AddressRanges(configuration.trustedProxies),
    operations,
    countWrite: countingMaintenance(database, logger),
  };
  const completing = await completeOlder(database, logger);
  const close = async (): Promise<void> => {
    await Promise.all([completing.stop(), parts.signing.stop()]);
    await closeParts(parts);
    await freshness.close();
  };
  return { parts, close };
}

async function closeParts({ wants, uplinks, tokenUses, operations }: RegistryParts): Promise<void> {
  await wants.close();
  await Promise.all([...uplinks.values()].map(({ client }) => client.close()));
  await tokenUses.flush();
  await operations.downloads.flush();
}

/** The id is made once and is the same on all replicas: a request must not come back to any of them. */
async function readRegistryId({ db }: RegistryDatabase): Promise<string> {
  const id = await getOrInsertSetting(db, "registry-id", randomUUID());
  if (typeof id !== "string") throw new Error("The setting registry-id is no text");
  return id;
}
