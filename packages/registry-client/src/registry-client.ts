import type { AbbreviatedPackument, JsonObject, Packument } from "@larder/packument";
import type { DistTag, PackageName, Version } from "@larder/package-spec";

import { accountCalls, type AccountCalls } from "./account-calls.ts";
import type {
  ComponentList,
  PackageDetail,
  PackageFrame,
  PackageList,
  ResolveAnswer,
  ResolveRequestBody,
  SearchResults,
} from "./larder-api.ts";
import { larderCalls } from "./larder-calls.ts";
import { keysCall } from "./keys-call.ts";
import { npmCalls } from "./npm-calls.ts";
import { createRequester } from "./requester.ts";
import { type Fetch, type Transport, transportDefault } from "./send.ts";

/** Which archive is meant. */
export type TarballPlace = {
  readonly name: PackageName;
  readonly version: Version;
  /** Below the registry's URL, when that is not the canonical place. */
  readonly tarballPath?: string;
};

/** A public key that a registry signs with, or that an uplink of it does. */
export type SigningKey = {
  /** What signatures call it. */
  readonly keyid: string;
  /** `ecdsa-sha2-nistp256`, the only kind in use. */
  readonly keytype: string;
  /** In DER, as base64. */
  readonly key: string;
  /** What is published later is not signed by it, ISO 8601. */
  readonly expires?: string | null;
};

/** A page of a list. */
export type Page = { readonly from?: number; readonly size?: number };

/** What a search asks for; what is left out does not narrow it. */
export type SearchQuery = Page & {
  readonly text?: string;
  readonly domain?: string;
  readonly plugin?: string;
  readonly kind?: string;
};

/**
 * Everything that a client asks of one registry. Each call throws `RegistryError` with the registry's
 * own sentence when it refuses, `NetworkError` when it cannot be reached, and `BadAnswerError` when
 * what answers is no registry.
 */
export type RegistryClient = AccountCalls & {
  /** The registry's URL, without a slash at its end. */
  readonly url: string;

  /** npm's protocol, which every registry speaks. A package that does not exist is `undefined`. */
  fetchPackument(name: PackageName): Promise<Packument | undefined>;
  fetchAbbreviated(name: PackageName): Promise<AbbreviatedPackument | undefined>;
  /**
   * Yields the bytes of an archive. They are not verified here: who knows the integrity does that. Reading ends with an
   * error as soon as `signal` aborts.
   */
  fetchTarball(place: TarballPlace, signal?: AbortSignal): AsyncGenerator<Uint8Array>;
  /** Publishes what `npm publish` sends. `created` is false when the very same version was there already. */
  publish(document: JsonObject & { readonly name: string }): Promise<{ readonly created: boolean }>;
  listDistTags(name: PackageName): Promise<{ readonly [tag: string]: Version }>;
  setDistTag(name: PackageName, tag: DistTag, version: Version): Promise<void>;
  deleteDistTag(name: PackageName, tag: DistTag): Promise<void>;
  /** Returns the name of the user whose token this client sends. */
  whoami(): Promise<string>;
  /** Returns a new token. */
  login(user: { readonly name: string; readonly password: string }): Promise<string>;
  ping(): Promise<void>;
  /**
   * Lists the keys that versions are signed with; `undefined` when this registry shows none. It is asked once, and not
   * waited for as long as other things: who cannot have the keys goes on with those that are known.
   */
  fetchSigningKeys(): Promise<readonly SigningKey[] | undefined>;

  /** Larder's API. */
  listPackages(page?: Page): Promise<PackageList>;
  findPackage(name: PackageName, version?: Version): Promise<PackageDetail | undefined>;
  listComponents(query: { readonly kind?: string; readonly name?: string } & Page): Promise<ComponentList>;
  listDomains(page?: Page): Promise<ComponentList>;
  listPlugins(page?: Page): Promise<ComponentList>;
  search(query: SearchQuery): Promise<SearchResults>;
  /**
   * Resolves in the registry; `undefined` when this registry does not offer that, as npm's own, or is too old for what is
   * asked. `onPackage` hears meanwhile which packages the lock will probably name: only the lock decides. `onWaiting`
   * hears beside it, from time to time, for how many seconds the registry has been looking for an answer.
   */
  resolve(
    body: ResolveRequestBody,
    onPackage?: (frame: PackageFrame) => void,
    onWaiting?: (seconds: number) => void,
  ): Promise<ResolveAnswer | undefined>;
};

/** How a client reaches its registry. */
export type RegistryClientOptions = {
  readonly url: string;
  /** Sent to this registry's origin only. */
  readonly token?: string | undefined;
  readonly fetch?: Fetch | undefined;
} & Partial<Omit<Transport, "fetch" | "openDownload" | "openAnswer">>;

/** How long keys are waited for, in milliseconds. */
const keysMs = 5_000;

/** Returns a client of the registry at `options.url`; nothing is asked of it yet. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { url, token, fetch, ...settings } = options;
  const ways = fetch === undefined ? {} : { fetch, openDownload: undefined, openAnswer: undefined };
  const target = { url: url.replace(/\/+$/, ""), token, transport: { ...transportDefault, ...settings, ...ways } };
  const requester = createRequester(target);
  const { timeoutMs } = target.transport;
  const impatient = { ...target.transport, attemptsMax: 1, timeoutMs: Math.min(timeoutMs, keysMs) };
  const fetchSigningKeys = keysCall(createRequester({ ...target, transport: impatient }));
  return {
    url: requester.url,
    fetchSigningKeys,
    ...npmCalls(requester),
    ...larderCalls(requester),
    ...accountCalls(requester),
  };
}
