import {
  hideVersions,
  type HiddenVersion,
  type Packument,
  renderUplinkPackument,
  tarballFileOf,
} from "@larder/packument";
import type { HiddenUplinkVersion, UplinkDocument, UplinkRendering } from "@larder/registry-database";

import type { PackagePolicy } from "../origins/uplink-policy.ts";
import { hashOf } from "./served-document.ts";

/** What an uplink's document is rendered with. */
export type RenderOptions = {
  readonly policy: PackagePolicy;
  /** What was served before. */
  readonly before: UplinkDocument | undefined;
  readonly at: Date;
};

/** Returns what is served of an uplink's packument under a policy at a moment, and until when that holds. */
export function renderUplinkDocument(packument: Packument, { policy, before, at }: RenderOptions): UplinkRendering {
  const { hidden, eligibleAt } = policy.judge(packument, at);
  const whole = renderUplinkPackument(packument);
  const served = hidden.size === 0 ? whole : renderUplinkPackument(hideVersions(packument, hidden));
  const abbreviatedHash = hashOf(served.abbreviated);
  const rendered = { ...served, fullHash: hashOf(served.full), abbreviatedHash, resolutionOf: abbreviatedHash };
  return {
    ...rendered,
    source: hidden.size === 0 ? null : whole.full,
    hidden: hidden.size === 0 ? null : withFileNames(hidden, packument),
    policyHash: policy.hash,
    eligibleAt: eligibleAt ?? null,
    changedAt: changedAtOf(rendered, before, at),
  };
}

/** Returns when the document last changed: by the uplink's own word, or here, if that is later. */
export function modifiedAtOf(document: Pick<UplinkDocument, "abbreviated" | "changedAt" | "fetchedAt">): Date {
  return document.changedAt ?? statedAtOf(document.abbreviated) ?? document.fetchedAt;
}

/** A client that asks by date must hear of a version that has just become old enough, which changes no time of the uplink's. */
function changedAtOf(
  { abbreviated, abbreviatedHash }: { readonly abbreviated: string; readonly abbreviatedHash: string },
  before: UplinkDocument | undefined,
  at: Date,
): Date | null {
  if (before === undefined) return null;
  if (before.abbreviatedHash === abbreviatedHash) return before.changedAt;
  const isLater = (statedAtOf(abbreviated)?.getTime() ?? 0) > modifiedAtOf(before).getTime();
  return isLater ? null : at;
}

/** The abbreviated text begins with the name and the time of the last change, so nothing has to be parsed. */
function statedAtOf(abbreviated: string): Date | undefined {
  const modified = /"modified":"([^"]{1,40})"/.exec(abbreviated.slice(0, 512))?.[1];
  const time = modified === undefined ? Number.NaN : Date.parse(modified);
  return Number.isNaN(time) ? undefined : new Date(time);
}

function withFileNames(
  hidden: ReadonlyMap<string, HiddenVersion>,
  { versions }: Packument,
): { readonly [version: string]: HiddenUplinkVersion } {
  const entries = [...hidden].flatMap(([version, why]) => {
    const manifest = versions[version];
    return manifest === undefined ? [] : [[version, { ...why, fileName: tarballFileOf(manifest.dist) }]];
  });
  return Object.fromEntries(entries) as { readonly [version: string]: HiddenUplinkVersion };
}
