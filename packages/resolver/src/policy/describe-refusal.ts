import type { Platform } from "../policy.ts";
import type { Refusal } from "./refusal.ts";
import type { TrustEvidence } from "./trust-evidence.ts";

type Of<Type extends Refusal["type"]> = Refusal & { readonly type: Type };

type Tellers = { readonly [Type in Refusal["type"]]: (refusal: Of<Type>, first: string | undefined) => string };

const tellers: Tellers = {
  "not-served": ({ reason, until }, first) => {
    const when = until === undefined ? "" : `; ${first ?? "it"} will be from ${formatMoment(until)} on`;
    return `is not served by the registry (${reason}${when})`;
  },
  blocked: ({ reason }) => (reason === "" ? "is blocked by the policy" : `is blocked by the policy (${reason})`),
  "trust-downgrade": ({ has, had, before }) =>
    `is less trustworthy than ${before} before it (which came ${evidence[had]}, and this ${evidence[has]})`,
  deprecated: ({ reason }) => `is deprecated, and so refused by the policy (${reason})`,
  platform: ({ runsOn, platforms }) =>
    `does not run on ${platforms.map(formatPlatform).join(" or ")} (only on ${runsOn})`,
  node: ({ wanted, node }) => `does not run on Node ${node} (it needs ${wanted})`,
  "too-young": ({ minimumAgeMs, eligibleAt }, first) => {
    const age = `the policy asks for ${formatAge(minimumAgeMs)}`;
    return eligibleAt === undefined
      ? `counts as too young (${age}, and the registry does not say when it was published)`
      : `is too young (${age}; ${first ?? "it"} may be had from ${formatMoment(eligibleAt)} on)`;
  },
};

const evidence: { readonly [Evidence in TrustEvidence]: string } = {
  none: "without any evidence of who published it",
  provenance: "with the provenance of its build",
  "trusted-publisher": "from a trusted publisher",
  staged: "with the approval of a maintainer",
};

function formatPlatform({ os, cpu, libc }: Platform): string {
  return [os, cpu, libc].filter((part) => part !== undefined).join("/");
}

/**
 * Returns why a version cannot be had, to stand behind its name: `is blocked by the policy (it steals tokens)`.
 *
 * Where the name is that of several versions, `first` is the one of which `refusal` says when it ends.
 */
export function describeRefusal(refusal: Refusal, first?: string): string {
  const tell = tellers[refusal.type] as (refusal: Refusal, first: string | undefined) => string;
  return tell(refusal, first);
}

/** Returns an ISO time to the minute, rounded up, so that it is never said too early: `2026-11-24 05:01 UTC`. */
export function formatMoment(iso: string): string {
  const minuteMs = 60_000;
  const rounded = new Date(Math.ceil(Date.parse(iso) / minuteMs) * minuteMs).toISOString();
  return `${rounded.slice(0, 10)} ${rounded.slice(11, 16)} UTC`;
}

const units = [
  { ms: 86_400_000, name: "day" },
  { ms: 3_600_000, name: "hour" },
  { ms: 60_000, name: "minute" },
  { ms: 1_000, name: "second" },
] as const;

/** Returns a span in its largest whole unit: `3 days`, `36 hours`. */
function formatAge(ms: number): string {
  const unit = units.find((one) => ms % one.ms === 0);
  if (!unit) return `${ms} milliseconds`;
  const count = ms / unit.ms;
  return `${count} ${unit.name}${count === 1 ? "" : "s"}`;
}
