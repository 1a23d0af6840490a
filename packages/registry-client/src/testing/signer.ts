import { generateKeyPairSync, sign } from "node:crypto";

import type { SigningKey } from "../registry-client.ts";

/** A key pair of a registry. */
export type Signer = {
  /** As the registry shows it. */
  readonly shown: SigningKey;
  /** Returns the signature over `text`. */
  readonly sign: (text: string) => { readonly keyid: string; readonly sig: string };
};

/** Returns a new key pair that signatures call `keyid`. */
export function aSigner(keyid: string, more: Partial<SigningKey> = {}): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  // A version is signed once: another signature of the same would hold as well, and be another text.
  const made = new Map<string, string>();
  return {
    shown: { keyid, keytype: "ecdsa-sha2-nistp256", key, expires: null, ...more },
    sign: (text) => {
      const sig = made.get(text) ?? sign("sha256", Buffer.from(text), privateKey).toString("base64");
      made.set(text, sig);
      return { keyid, sig };
    },
  };
}
