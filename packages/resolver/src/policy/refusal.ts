import type { Version } from "@larder/package-spec";

import type { Platform } from "../policy.ts";
import type { TrustEvidence } from "./trust-evidence.ts";

/** Why a version that exists cannot be had. The names stand in reports for programs too, and stay. */
export type Refusal =
  /** Its registry knows it and does not serve it. */
  | { readonly type: "not-served"; readonly reason: string; readonly until: string | undefined }
  | { readonly type: "blocked"; readonly selector: string; readonly reason: string }
  | {
      readonly type: "trust-downgrade";
      readonly has: TrustEvidence;
      /** The strongest evidence before, and the version that has it. */
      readonly had: TrustEvidence;
      readonly before: Version;
    }
  | { readonly type: "deprecated"; readonly reason: string }
  | {
      readonly type: "platform";
      /** What the package says, as `os`, `cpu` and `libc` together. */
      readonly runsOn: string;
      readonly platforms: readonly Platform[];
    }
  | { readonly type: "node"; readonly wanted: string; readonly node: Version }
  | {
      readonly type: "too-young";
      readonly minimumAgeMs: number;
      /** ISO 8601; unknown when the registry does not say when it was published. */
      readonly publishedAt: string | undefined;
      /** When it will be old enough. */
      readonly eligibleAt: string | undefined;
    };
