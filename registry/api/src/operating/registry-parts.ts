import type { RegistryDatabase } from "@larder/registry-database";
import type { BlobStore } from "@larder/registry-storage";
import type { Logger } from "pino";

import type { KnownCallers } from "../accounts/known-callers.ts";
import type { LoginLimiter } from "../accounts/login-limiter.ts";
import type { TokenUses } from "../accounts/token-uses.ts";
import type { AdvisoryIndex } from "../origins/advisory-index.ts";
import type { AddressRanges } from "../origins/address-ranges.ts";
import type { RegistryConfiguration } from "../origins/configuration.ts";
import type { UplinkClient } from "../origins/uplink-client.ts";
import type { UplinkKeys } from "../origins/uplink-keys.ts";
import type { HostedDocuments } from "../packuments/hosted-documents.ts";
import type { HostedNames } from "../packuments/hosted-names.ts";
import type { HostedTarballs } from "../packuments/hosted-tarballs.ts";
import type { UplinkAttestations } from "../packuments/uplink-attestations.ts";
import type { UplinkDocuments } from "../packuments/uplink-documents.ts";
import type { UplinkTarballs } from "../packuments/uplink-tarballs.ts";
import type { WantsResolver } from "../resolving/wants-resolver.ts";
import type { BackgroundSigning } from "../publishing/sign-unsigned.ts";
import type { SigningKey } from "../publishing/signing-key.ts";
import type { Operations } from "./operations.ts";

/** What a registry is made of. */
export type RegistryFoundation = {
  readonly database: RegistryDatabase;
  readonly storage: BlobStore;
  readonly configuration: RegistryConfiguration;
  readonly publicUrl: string;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** What serves the packages of one uplink. */
export type UplinkParts = {
  readonly client: UplinkClient;
  readonly documents: UplinkDocuments;
  readonly tarballs: UplinkTarballs;
  readonly keys: UplinkKeys;
  readonly attestations: UplinkAttestations;
};

/** The parts of a running registry; made once by `createRegistry`, used by every route. */
export type RegistryParts = {
  readonly database: RegistryDatabase;
  readonly storage: BlobStore;
  readonly configuration: RegistryConfiguration;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** Names this registry in the hops of a request. */
  readonly registryId: string;
  readonly signingKey: SigningKey;
  readonly signing: BackgroundSigning;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly callers: KnownCallers;
  /** Makes sure that everything that was committed anywhere before this call is seen after it. */
  readonly refresh: () => Promise<void>;
  readonly hostedNames: HostedNames;
  readonly hostedDocuments: HostedDocuments;
  readonly hostedTarballs: HostedTarballs;
  readonly uplinks: ReadonlyMap<string, UplinkParts>;
  readonly advisories: AdvisoryIndex;
  readonly wants: WantsResolver;
  readonly loginLimiter: LoginLimiter;
  readonly tokenUses: TokenUses;
  readonly trustedProxies: AddressRanges;
  readonly operations: Operations;
  /** Counts a write, after which the database may need care. */
  readonly countWrite: () => void;
};
