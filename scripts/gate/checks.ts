/** A tool that judges the whole repository; it is counted as one test. */
export type Check = { title: string; tool: string; args: readonly string[] };

/** The checks of the gate. The scripts `check:*` of package.json run the same ones, cached by turbo. */
export const checks: readonly Check[] = [
  { title: "format", tool: "oxfmt", args: ["--check"] },
  { title: "lint", tool: "oxlint", args: ["--type-aware", "--format=unix"] },
  { title: "types", tool: "tsc", args: ["-b"] },
  { title: "unused files, exports and dependencies", tool: "knip", args: [] },
  { title: "manifests of the workspaces", tool: "sherif", args: [] },
];
