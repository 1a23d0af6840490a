import { globSync } from "node:fs";
import { join } from "node:path";

import { bundledLicenses } from "../../tsdown.licenses.ts";
import { libraryBuild } from "../../tsdown.shared.ts";

/** What is needed to know what is asked for, which is all that help takes. */
const ofStart = [
  /\/cli\/src\/(?!main\.ts|speed-up-imports\.ts|product\.ts)[^/]+$/,
  /\/cli\/src\/output\//,
  /\/node_modules\/(?:commander|picocolors)\//,
];

/** What the commands of a host are made of: all of it is in one file, so that none of them waits for many to be found. */
const ofHosts = [
  /\/packages\/(?!core|errors|sql)/,
  /\/cli\/src\/registry-access\//,
  /\/cli\/src\/hosting\/(?:ask-consent|format-install-progress|install-here|list-outdated|list-packages)\.ts$/,
  /\/cli\/src\/hosting\/(?:open-host|update-packages|watch-downloads)\.ts$/,
  /\/cli\/src\/commands\/(?:add|host-init|install|list|lock|outdated|remove|rollback|store|update|verify|why)/,
  /\/node_modules\/(?:p-map|semver|smol-toml|yaml|zod)\//,
];

/** What it takes to see that there is nothing to install. */
const ofUnchangedInstalls = [
  /\/cli\/src\/commands\/install\.ts$/,
  /\/cli\/src\/hosting\/(?:host-options|view-install)\.ts$/,
  /\/packages\/host-directory\/src\/(?:grants|host-paths)\.ts$/,
  /\/packages\/installer\/src\/unchanged-install\.ts$/,
  /\/packages\/sdk\/src\/api-version\.ts$/,
  /\/packages\/store\/src\/(?:boot-id|host-note)\.ts$/,
];

/** What it takes to make a generation that was made before. */
const ofKeptInstalls = [
  /\/cli\/src\/hosting\/(?:format-install-progress|install-kept-here|running-host|running-path|take-up)\.ts$/,
  /\/cli\/src\/serving\/ask-(?:control-socket|holder)\.ts$/,
  /\/packages\/host-directory\/src\/(?:generation-numbers|hold-host|host-error|read-host-text)\.ts$/,
  /\/packages\/host-directory\/src\/(?:switching|write-durably|write-install-records)\.ts$/,
  /\/packages\/installer\/src\/(?:apply-install|digest-text|kept-install)\.ts$/,
  /\/packages\/store\/src\/(?:assert-place|disk-refusal|drafts|entry-record|instance-keys|kept-plans)\.ts$/,
  /\/packages\/store\/src\/(?:note-host|read-(?:libc|machine)|store-error|store-use|stored-instances)\.ts$/,
  /\/packages\/store\/src\/(?:strong-components|unsettled-instances)\.ts$/,
];

/** What starts a thread while all the rest of a host's commands is read. */
const ofThreads = [/\/packages\/store\/src\/unpack-threads\.ts$/];

/** What a host's commands share with `serve`, which would hold all the rest in memory for as long as it runs. */
const ofEveryRegistry = [
  /\/cli\/src\/npmrc\//,
  /\/cli\/src\/registry-access\/registry-url\.ts$/,
  /\/node_modules\/ini\//,
];

/** How a server and the commands that ask it find each other. */
const ofControlSockets = [/\/cli\/src\/serving\/control-socket\.ts$/];

/** What a registry and a running host are made of stays in packages of its own; so do the errors, which all throw. */
const ofServers = [
  /^@larder\/(?:core|errors|registry-api|registry-database|registry-storage|sql|web)(?:\/|$)/,
  /^(?:@hono\/node-server|hono|pino)(?:\/|$)/,
];

const bundled = {
  ...libraryBuild([]),
  dts: false,
  // A library that is not found would be looked for where the command is installed.
  failOnWarn: true,
  deps: { alwaysBundle: [/^(?!node:)/], neverBundle: ofServers, onlyBundle: false as const },
};

// docs/decisions/packed-command.md says why.
export default [
  {
    ...bundled,
    entry: ["src/main.ts"],
    alias: { "./run-process.ts": join(import.meta.dirname, "src/packed/run-process.ts") },
  },
  // What is no module can be kept as V8 has compiled it.
  {
    ...bundled,
    format: "cjs" as const,
    checks: { legacyCjs: false },
    entry: ["src/run-process.ts"],
    plugins: [bundledLicenses()],
    outputOptions: {
      dynamicImportInCjs: false,
      codeSplitting: {
        groups: [
          { name: "product", test: /\/cli\/src\/product\.ts$/, priority: 3 },
          { name: "command-line", test: isOneOf(ofStart), priority: 3 },
          { name: "unchanged-install", test: isOneOf(ofUnchangedInstalls), priority: 2 },
          { name: "kept-install", test: isOneOf(ofKeptInstalls), priority: 2 },
          { name: "unpack-threads", test: isOneOf(ofThreads), priority: 2 },
          { name: "npm-settings", test: isOneOf(ofEveryRegistry), priority: 2 },
          { name: "control-socket", test: isOneOf(ofControlSockets), priority: 2 },
          { name: "host", test: isOneOf(ofHosts), priority: 1 },
        ],
      },
    },
  },
  // A thread is started from a file of its own, beside the code that starts it.
  ...globSync("../../packages/store/src/*-worker.ts", { cwd: import.meta.dirname }).map((entry) => ({
    ...bundled,
    // What goes wrong there travels as a text, so that its classes are its own: nothing else has to be found.
    deps: { ...bundled.deps, neverBundle: [] },
    entry: [entry],
  })),
  { ...libraryBuild([]), entry: { "ephemeral/index": "src/ephemeral/index.ts" } },
];

function isOneOf(patterns: readonly RegExp[]): (id: string) => boolean {
  return (id) => patterns.some((pattern) => pattern.test(id));
}
