import { libraryBuild } from "../../tsdown.shared.ts";

/** Another process and another engine run these, each from a file of its own that shares nothing with the rest. */
const runElsewhere = ["runner/run-sandboxes", "runner/give-up-signals", "guest/kernel"].map((name) => ({
  ...libraryBuild([]),
  dts: false,
  entry: { [name]: `src/sandbox/${name}.ts` },
}));

export default [libraryBuild(["src/index.ts", "src/configuration/index.ts", "src/testing/index.ts"]), ...runElsewhere];
