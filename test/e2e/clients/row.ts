import type { ClientName } from "../../support/npm-clients.ts";
import type { Stage } from "./stage.ts";

/** Proves on a stage that a command works; throws, as an expectation does, when it does not. */
export type Proof = (stage: Stage) => Promise<void>;

/** One command, and how each package manager that has it is shown to work. */
export type Row = {
  readonly command: string;
  /** What it sends to the registry. */
  readonly requests: string;
  /** Whether every run of the tests proves it; the others are for `npm run test:long`. */
  readonly isShort?: boolean;
  readonly by: { readonly [name in ClientName]?: Proof };
  /** Why a package manager that has the command cannot use it with any registry but its makers', or with none. */
  readonly cannot?: { readonly [name in ClientName]?: string };
};

/** The package managers that are called alike, each as it is and as it was. */
export const npms = ["npm", "npm-11", "npm-10"] as const;
export const pnpms = ["pnpm", "pnpm-11", "pnpm-10"] as const;
export const yarns = ["yarn", "yarn-3"] as const;

/** The same proof for several package managers. */
export function by<Name extends ClientName>(
  names: readonly Name[],
  proof: (stage: Stage) => Promise<void>,
): { readonly [name in Name]: Proof } {
  return Object.fromEntries(names.map((name) => [name, proof])) as { [name in Name]: Proof };
}
