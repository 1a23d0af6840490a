import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { type InstallClientName, installClientNames } from "./install/install-client.ts";
import { type TargetName, targetNames } from "./targets/target.ts";

/** What a run of the bench was told. */
export type BenchOptions = {
  readonly rounds: number;
  readonly quick: boolean;
  /** How long a read is sent in each round. */
  readonly readMs: number;
  /** Only scenarios whose title contains this. */
  readonly only: string;
  readonly targets: readonly TargetName[];
  /** Who installs. */
  readonly clients: readonly InstallClientName[];
  /** Whether it is measured how the figures grow with the registry, in place of the comparison. */
  readonly growth: boolean;
  /** `built`, `source`, or the path of the `main.js` of an installed Larder. */
  readonly larder: string;
  /** Where CPU profiles of Larder go. */
  readonly profiles: string | undefined;
  /** Where the results are written as JSON. */
  readonly json: string;
};

/** Parses the arguments of `pnpm bench`; throws an error of one sentence for one that it does not know. */
export function parseOptions(args: readonly string[], root: string): BenchOptions {
  const { values } = parseArgs({
    // pnpm and npm differ in whether they pass the `--` on.
    args: args.filter((argument) => argument !== "--"),
    options: {
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      targets: { type: "string", default: targetNames.join(",") },
      clients: { type: "string", default: installClientNames.join(",") },
      growth: { type: "boolean", default: false },
      larder: { type: "string", default: "built" },
      "cpu-prof": { type: "string" },
      json: { type: "string", default: "node_modules/.cache/bench.json" },
    },
  });
  const profiles = values["cpu-prof"];
  return {
    rounds: parseRounds(values.rounds ?? (values.quick ? "3" : "7")),
    quick: values.quick,
    readMs: values.quick ? 250 : 500,
    only: values.only,
    targets: values.targets.split(",").map((text) => parseName(text, targetNames, "--targets")),
    clients: values.clients.split(",").map((text) => parseName(text, installClientNames, "--clients")),
    growth: values.growth,
    larder: values.larder === "built" || values.larder === "source" ? values.larder : resolve(root, values.larder),
    profiles: profiles === undefined ? undefined : resolve(root, profiles),
    json: resolve(root, values.json),
  };
}

function parseRounds(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Error(`\`--rounds ${text}\` is not a number of rounds`);
  return Number(text);
}

function parseName<Name extends string>(text: string, names: readonly Name[], option: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new Error(`\`${option} ${text}\` is none of ${names.join(", ")}`);
  return found;
}
