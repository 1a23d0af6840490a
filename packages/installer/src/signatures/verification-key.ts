import { createPublicKey, type KeyObject } from "node:crypto";

/** Returns the key that `der`, in base64, is; `undefined` when it is no ECDSA key on P-256, which is all that registries use. */
export function findVerificationKey(der: string): KeyObject | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(der, "base64"), type: "spki", format: "der" });
  } catch {
    return undefined;
  }
  return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
}
