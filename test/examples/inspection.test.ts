import { join } from "node:path";

import { inspectPackage, type PackageInspection } from "@larder/package-contents";
import { diskTree, packDirectory, readTarball } from "@larder/tarball";
import { describe, expect, test } from "vitest";

const examples = join(import.meta.dirname, "../../examples");

const packages = [
  {
    folder: "analytics",
    identity: {},
    dialect: "larder",
    components: [
      "plugin grafana",
      "plugin prometheus",
      "domain metrics",
      "schema metrics.series",
      "schema metrics.summary",
      "link grafana.dashboard",
      "link grafana.panel",
      "link prometheus.expose",
      "link prometheus.query",
      "link prometheus.record",
      "function metrics.percentile",
      "function metrics.rate",
      "function metrics.summarise",
      "actor reader",
      "service heartbeat",
    ],
  },
  {
    folder: "notes",
    identity: {},
    dialect: "larder",
    components: ["plugin notes", "domain notes", "schema notes.note"],
  },
  {
    folder: "prompt-themes",
    identity: { name: "prompt-themes", version: "1.0.0" },
    dialect: "nosh",
    components: [
      "prompt-provider clock",
      "prompt-provider git-state",
      "prompt-provider power",
      "theme calm",
      "theme night",
      "completion git",
      "completion make",
    ],
  },
] as const;

function namesOf({ components }: PackageInspection): readonly string[] {
  return components.map(({ kind, name, status }) =>
    status === "ok" ? `${kind} ${name}` : `${kind} ${name} ${status}`,
  );
}

describe.each(packages)("$folder", ({ folder, identity, dialect, components }) => {
  const directory = join(examples, folder);
  const onDisk = inspectPackage(diskTree(directory), { identity });

  test("has all of its components, and nothing is wrong with it", () => {
    expect(onDisk.problems).toEqual([]);
    expect(onDisk.dialect).toBe(dialect);
    expect(namesOf(onDisk)).toEqual(components);
  });

  test("has them in its archive too, which always has the same bytes", async () => {
    const archive = await packDirectory(directory, { packageJson: onDisk.packageJson });
    const again = await packDirectory(directory, { packageJson: onDisk.packageJson });

    const packed = inspectPackage((await readTarball(new Blob([archive as Uint8Array<ArrayBuffer>]).stream())).tree);

    expect(packed).toEqual({ ...onDisk, dialect: "larder" });
    expect(Buffer.from(again).equals(archive)).toBe(true);
  });
});

test("every component but a theme says what it is for", () => {
  const silent = packages
    .flatMap(({ folder, identity }) => inspectPackage(diskTree(join(examples, folder)), { identity }).components)
    .filter(({ kind, description }) => kind !== "theme" && description === undefined);

  expect(silent).toEqual([]);
});
