import { resolve } from "node:path";
import { parseArgs } from "node:util";

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
  /** The `main.js` of a built Larder; `undefined` runs the source. */
  readonly larder: string | undefined;
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
      larder: { type: "string" },
      "cpu-prof": { type: "string" },
      json: { type: "string", default: "node_modules/.cache/bench.json" },
    },
  });
  const pathOf = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(root, path);
  return {
    rounds: parseRounds(values.rounds ?? (values.quick ? "3" : "7")),
    quick: values.quick,
    readMs: values.quick ? 250 : 500,
    only: values.only,
    targets: values.targets.split(",").map(parseTarget),
    larder: pathOf(values.larder),
    profiles: pathOf(values["cpu-prof"]),
    json: resolve(root, values.json),
  };
}

function parseRounds(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new Error(`\`--rounds ${text}\` is not a number of rounds`);
  return Number(text);
}

function parseTarget(text: string): TargetName {
  const found = targetNames.find((name) => name === text);
  if (found === undefined) throw new Error(`\`--targets ${text}\` is none of ${targetNames.join(", ")}`);
  return found;
}
