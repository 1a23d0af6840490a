import type { PackageName } from "@larder/package-spec";
import {
  type Database,
  findPackage,
  findSetting,
  listPackageNames,
  listVersions,
  lockPackage,
  type PackageRow,
  type PublishedVersion,
  type RegistryDatabase,
  setManifest,
  setSetting,
} from "@larder/registry-database";

import { recordWrite } from "./record-write.ts";
import type { SigningKey } from "./signing-key.ts";

const settingName = "signed-with";

/**
 * Signs what was published before this registry had its key, and renders it again. Returns how many packages.
 *
 * A client that finds keys takes every version without a signature for one that lost it, so this ends
 * before the keys are served. It runs through once; from then on every publish signs.
 */
export async function signUnsigned({ db }: RegistryDatabase, key: SigningKey, at: Date): Promise<number> {
  const { keyid } = key.published;
  if ((await findSetting(db, settingName)) === keyid) return 0;

  let signed = 0;
  for (const name of await listPackageNames(db)) signed += (await signPackage(db, name, { key, at })) ? 1 : 0;
  await setSetting(db, settingName, keyid);
  return signed;
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
