import type { Refusal } from "./refusal.ts";
import type { TrustEvidence } from "./trust-evidence.ts";

type Of<Type extends Refusal["type"]> = Refusal & { readonly type: Type };

type Tellers = { readonly [Type in Refusal["type"]]: (refusal: Of<Type>) => string };

const tellers: Tellers = {
  "not-served": ({ reason, until }) =>
    `is not served: ${reason}${until === undefined ? "" : `, and will be from ${formatMoment(until)} on`}`,
  blocked: ({ reason }) => `is blocked by the policy${reason === "" ? "" : `: ${reason}`}`,
  "trust-downgrade": ({ has, had, before }) =>
    `was published ${publishing[has]}, although ${before} before it was published ${publishing[had]}`,
  deprecated: ({ reason }) => `is deprecated, which the policy refuses: ${reason}`,
  platform: ({ runsOn, platforms }) =>
    `runs on ${runsOn} only, and on none of the platforms of the policy (${platforms.map((one) => Object.values(one).join("/")).join(", ")})`,
  node: ({ wanted, node }) => `needs Node ${wanted}, and the policy says ${node}`,
  "too-young": ({ minimumAgeMs, eligibleAt }) =>
    eligibleAt === undefined
      ? `has no time of publication in its registry, and counts as younger than ${formatAge(minimumAgeMs)}`
      : `is younger than ${formatAge(minimumAgeMs)}, and allowed from ${formatMoment(eligibleAt)} on`,
};

const publishing: { readonly [Evidence in TrustEvidence]: string } = {
  none: "without any evidence of who did it",
  provenance: "with the provenance of its build",
  "trusted-publisher": "by a trusted publisher",
  staged: "with a maintainer's approval",
};

/** Returns why a version cannot be had, to stand behind its name: `is blocked by the policy: it steals tokens`. */
export function describeRefusal(refusal: Refusal): string {
  const tell = tellers[refusal.type] as (refusal: Refusal) => string;
  return tell(refusal);
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
export function formatAge(ms: number): string {
  const unit = units.find((one) => ms % one.ms === 0);
  if (!unit) return `${ms} milliseconds`;
  const count = ms / unit.ms;
  return `${count} ${unit.name}${count === 1 ? "" : "s"}`;
}
