import { createUplinkClient } from "../origins/uplink-client.ts";
import type { AdvisoryIndex } from "../origins/advisory-index.ts";
import { UplinkKeys } from "../origins/uplink-keys.ts";
import { UplinkPolicy } from "../origins/uplink-policy.ts";
import type { DocumentCache } from "../packuments/document-cache.ts";
import type { KeptTarballs } from "../packuments/served-tarball.ts";
import { UplinkAttestations } from "../packuments/uplink-attestations.ts";
import { UplinkDocuments } from "../packuments/uplink-documents.ts";
import { UplinkTarballs } from "../packuments/uplink-tarballs.ts";
import type { RegistryFoundation, UplinkParts } from "./registry-parts.ts";

/** What all uplinks share. */
export type UplinkFoundation = RegistryFoundation & {
  readonly cache: DocumentCache;
  readonly kept: KeptTarballs;
  readonly advisories: AdvisoryIndex;
};

/** Builds what serves the packages of each declared uplink, by its name. Close the clients in the end. */
export function openUplinks(foundation: UplinkFoundation): Map<string, UplinkParts> {
  const uplinks = new Map<string, UplinkParts>();
  for (const [uplinkName, uplink] of Object.entries(foundation.configuration.uplinks)) {
    const client = createUplinkClient(uplinkName, uplink, () => foundation.now().getTime());
    const policy = new UplinkPolicy(uplink.policy, foundation.advisories);
    const shared = { ...foundation, client, policy, uplinkName, uplink };
    const documents = new UplinkDocuments(shared);
    const tarballs = new UplinkTarballs({ ...shared, documents });
    const attestations = new UplinkAttestations(shared);
    uplinks.set(uplinkName, { client, documents, tarballs, keys: new UplinkKeys(shared), attestations });
  }
  return uplinks;
}
