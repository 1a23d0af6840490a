import { ExpectedError } from "@larder/errors";
import type { PackageName } from "@larder/package-spec";
import {
  type Database,
  findPackage,
  findSetting,
  listPackagesAfter,
  listVersions,
  lockPackage,
  type PackageRow,
  type PublishedVersion,
  type RegistryDatabase,
  setManifest,
  setSetting,
} from "@larder/registry-database";
import type { Logger } from "pino";

import type { HostedDocuments } from "../packuments/hosted-documents.ts";
import { type BackgroundWork, forEachPage } from "./background-work.ts";
import { recordWrite } from "./record-write.ts";
import type { SigningKey } from "./signing-key.ts";

const settingName = "signed-with";
const packagesAtOnce = 20;

/** What was published before there was a key is not signed yet. */
export class UnsignedVersionsError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 10;

  constructor() {
    super("This registry is still signing what was published before it had a key", {
      hint: "Try again in a few minutes",
    });
  }
}

/** Signs behind the answers; until it is done the key must not be shown. */
export type BackgroundSigning = BackgroundWork & {
  /** Throws {@link UnsignedVersionsError}. */
  assertDone(): void;
};

/** Where {@link signUnsigned} gets everything. */
export type SigningContext = {
  readonly database: RegistryDatabase;
  readonly key: SigningKey;
  readonly now: () => Date;
  readonly logger: Logger;
  /** What must be forgotten of a package that is signed. */
  readonly documents: Pick<HostedDocuments, "forget">;
};

/**
 * Signs what was published before this registry had its key, and renders it again, behind the answers and a few packages
 * at a time. It runs through once; when it is stopped before its end the next start goes on. Every publish signs.
 *
 * A client that finds keys takes every version without a signature for one that lost it: the keys wait for it.
 */
export async function signUnsigned(context: SigningContext): Promise<BackgroundSigning> {
  const stopping = new AbortController();
  let isDone = await isAllSigned(context);
  const signAll = async (): Promise<void> => {
    isDone = await signBehind(context, stopping.signal);
  };
  const work = isDone ? Promise.resolve() : signAll();
  return {
    assertDone: () => {
      if (!isDone) throw new UnsignedVersionsError();
    },
    stop: () => {
      stopping.abort();
      return work;
    },
  };
}

/** Has that run through before, or is there nothing to sign, as in a new registry? */
async function isAllSigned({ database: { db }, key }: SigningContext): Promise<boolean> {
  if ((await findSetting(db, settingName)) === key.published.keyid) return true;
  const packages = await listPackagesAfter(db, { after: 0, size: 1 });
  if (packages.length > 0) return false;
  await setSetting(db, settingName, key.published.keyid);
  return true;
}

/** Returns whether everything is signed. */
async function signBehind(context: SigningContext, signal: AbortSignal): Promise<boolean> {
  const { database, key, now, logger, documents } = context;
  let signed = 0;
  try {
    const { isDone } = await forEachPage(signal, async (after) => {
      const page = await listPackagesAfter(database.db, { after, size: packagesAtOnce });
      for (const { name } of page) {
        if (!(await signPackage(database.db, name, { key, at: now() }))) continue;
        documents.forget(name);
        signed += 1;
      }
      return page;
    });
    if (isDone) await setSetting(database.db, settingName, key.published.keyid);
    if (signed > 0) logger.info({ packages: signed }, "packages from before this registry had its key were signed");
    return isDone;
  } catch (error) {
    // The edge of a background process: nobody waits for it, and the next start tries again.
    logger.error({ err: error }, "packages from before this registry had its key could not be signed");
    return false;
  }
}

type Signing = { readonly key: SigningKey; readonly at: Date };

/** Returns whether anything had to be signed. */
async function signPackage(db: Database, name: PackageName, { key, at }: Signing): Promise<boolean> {
  const known = await findPackage(db, name);
  if (known === undefined || (await listUnsigned(db, known)).length === 0) return false;
  await db.transaction(async (tx) => {
    const pkg = await lockPackage(tx, name);
    for (const { id, version, integrity, manifest } of await listUnsigned(tx, pkg)) {
      const dist = { ...manifest.dist, signatures: [key.sign({ name, version, integrity })] };
      await setManifest(tx, { versionId: id, manifest: { ...manifest, dist } });
    }
    await recordWrite(tx, pkg, {
      kind: "signatures",
      actor: { userId: null, name: "registry" },
      target: name,
      after: { keyid: key.published.keyid },
      at,
    });
  });
  return true;
}

async function listUnsigned(db: Database, pkg: PackageRow): Promise<PublishedVersion[]> {
  return (await listVersions(db, pkg.id)).filter(({ manifest }) => manifest.dist.signatures === undefined);
}
