import { isJsonObject } from "@larder/packument";
import type { Integrity, PackageName, Version } from "@larder/package-spec";
import { findSetting, getOrInsertSetting, type RegistryDatabase } from "@larder/registry-database";
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A public key as `/-/npm/v1/keys` shows it. */
export type PublishedKey = {
  readonly expires: string | null;
  /** `SHA256:` and the hash of the key, in base64 without its padding. */
  readonly keyid: string;
  readonly keytype: string;
  readonly scheme: string;
  /** In DER, as base64. */
  readonly key: string;
};

/** A signature as it stands in the `dist` of a version. */
export type Signature = { readonly keyid: string; readonly sig: string };

/** What is signed of a version. */
export type Signable = { readonly name: PackageName; readonly version: Version; readonly integrity: Integrity };

const settingName = "signing-key";
const scheme = "ecdsa-sha2-nistp256";

/** The key of this registry: it says of a version that it was published here with just these bytes. */
export class SigningKey {
  readonly published: PublishedKey;
  /** Only ever used in {@link sign}: it is no part of anything that is printed. */
  readonly #privateKey: KeyObject;

  constructor(privateKey: KeyObject) {
    const key = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const hash = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
    this.published = {
      expires: null,
      keyid: `SHA256:${hash}`,
      keytype: scheme,
      scheme,
      key: key.toString("base64"),
    };
    this.#privateKey = privateKey;
  }

  /** Returns the signature over `name@version:integrity`, in DER, as base64. */
  sign({ name, version, integrity }: Signable): Signature {
    const message = Buffer.from(`${name}@${version}:${integrity}`);
    return { keyid: this.published.keyid, sig: sign("sha256", message, this.#privateKey).toString("base64") };
  }
}

/** Returns the key of the registry, made when there is none. All replicas have the same, also when they start together. */
export async function openSigningKey({ db }: RegistryDatabase): Promise<SigningKey> {
  const kept = (await findSetting(db, settingName)) ?? (await getOrInsertSetting(db, settingName, createKey()));
  const text = isJsonObject(kept) ? kept["privateKey"] : undefined;
  if (typeof text !== "string") throw new Error(`The setting ${settingName} holds no private key`);
  return new SigningKey(createPrivateKey({ key: Buffer.from(text, "base64"), type: "pkcs8", format: "der" }));
}

function createKey(): { readonly privateKey: string } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey: privateKey.export({ type: "pkcs8", format: "der" }).toString("base64") };
}
