import { isJsonObject, type JsonObject } from "@larder/packument";
import { isPackageName, type PackageName } from "@larder/package-spec";

import { mayRead } from "../../accounts/authorize.ts";
import type { Caller } from "../../accounts/caller.ts";
import type { RegistryParts } from "../../operating/registry-parts.ts";
import { findOrigin } from "../../origins/find-origin.ts";
import { UplinkAnswerError } from "../../origins/uplink-errors.ts";
import type { UplinkClient } from "../../origins/uplink-client.ts";

/** Name → the versions that somebody has of it. */
export type AuditedVersions = ReadonlyMap<string, readonly string[]>;

/** Package name → what is known against versions of it, as its uplink says it. */
export type Advisories = ReadonlyMap<string, readonly JsonObject[]>;

/**
 * Finds what is known against the versions: by the advisories that were imported here where the
 * configuration says so, else by uplinks, asking each only about the packages that come from it.
 *
 * Names that are published here never leave, nor those that no rule covers or that the caller may not
 * read: a question about a name tells that it exists. Throws `UplinkUnavailableError` and
 * {@link UplinkAnswerError} when an uplink fails, since silence would be taken for safety.
 */
export async function findAdvisories(
  registry: RegistryParts,
  { caller, hops }: { readonly caller: Caller; readonly hops: string },
  audited: AuditedVersions,
): Promise<Advisories> {
  if (registry.configuration.audits === "advisories") {
    // Whoever has no advisories has no use for what computes their scores, which is large.
    const { findLocalAdvisories } = await import("./local-advisories.ts");
    return findLocalAdvisories(registry.advisories, audited);
  }
  await registry.refresh();
  const questions = new Map<string, Map<string, readonly string[]>>();
  for (const [name, versions] of audited) {
    const uplink = isPackageName(name) ? findUplink(registry, caller, name) : undefined;
    if (uplink === undefined) continue;
    questions.set(uplink, (questions.get(uplink) ?? new Map<string, readonly string[]>()).set(name, versions));
  }
  const answers = await Promise.all(
    [...questions].map(([uplinkName, question]) => {
      const client = registry.uplinks.get(uplinkName)?.client;
      if (client === undefined) throw new Error(`The uplink ${uplinkName} is declared, but was not opened`);
      return askUplink(uplinkName, client, { question, hops });
    }),
  );
  return new Map(answers.flat());
}

function findUplink(registry: RegistryParts, caller: Caller, name: PackageName): string | undefined {
  const origin = findOrigin(registry.configuration, registry.hostedNames.claims, name);
  return origin?.type === "uplink" && mayRead(caller, origin.rule) ? origin.uplink : undefined;
}

/** Returns only what was asked for: an uplink has nothing to say about the packages of another origin. */
async function askUplink(
  uplinkName: string,
  client: UplinkClient,
  { question, hops }: { readonly question: AuditedVersions; readonly hops: string },
): Promise<[string, readonly JsonObject[]][]> {
  const body = Object.fromEntries(question);
  const answer = (await client.postJson("-/npm/v1/security/advisories/bulk", body, hops)) ?? {};
  if (!isJsonObject(answer)) throw new UplinkAnswerError(uplinkName, "answers an audit with something else");
  return [...question.keys()].flatMap((name): [string, readonly JsonObject[]][] => {
    const advisories = Object.hasOwn(answer, name) ? answer[name] : undefined;
    return Array.isArray(advisories) ? [[name, advisories.filter(isJsonObject)]] : [];
  });
}
