import { describe, expect, test } from "vitest";

import { fileTreeOf } from "../file-tree.ts";
import { inspectPackage } from "../inspect-package.ts";

describe("a nosh repository", () => {
  const files = {
    "README.md": "# Themes\n\nQuiet prompts.\n",
    "themes/calm.toml": '[prompt]\nformat = "{cwd}"\n',
    "plugins/battery.toml": '[plugin]\nname = "power"\n',
    "plugins/scripts/read.sh": "",
    "completions/git.toml": "[completions.git]\n",
    "actors/not-ours.js": "",
  };

  test("gets its name and version from outside, and a canonical package.json", () => {
    const { dialect, packageJson, components, problems } = inspectPackage(fileTreeOf(files), {
      identity: { name: "prompt-themes", version: "1.0.0" },
    });

    expect({ dialect, problems }).toEqual({ dialect: "nosh", problems: [] });
    expect(packageJson).toEqual({
      name: "prompt-themes",
      version: "1.0.0",
      description: "Quiet prompts.",
      files: ["themes/*.toml", "plugins/*.toml", "completions/*.toml"],
      larder: {},
    });
    expect(components.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "prompt-provider power",
      "theme calm",
      "completion git",
    ]);
  });

  test("without them says how to give them", () => {
    expect(inspectPackage(fileTreeOf(files)).problems).toEqual([
      expect.objectContaining({
        message: "The package has no name",
        hint: expect.stringContaining("larder publish --name"),
      }),
      expect.objectContaining({ message: "The package has no version" }),
    ]);
  });

  test("reads the same from the archive that its canonical package.json makes", () => {
    const seen = inspectPackage(fileTreeOf(files), { identity: { name: "prompt-themes", version: "1.0.0" } });
    const packed = Object.entries(files).filter(([path]) => path.split("/").length < 3 && !path.startsWith("actors/"));

    const again = inspectPackage(
      fileTreeOf({ ...Object.fromEntries(packed), "package.json": JSON.stringify(seen.packageJson) }),
    );

    expect(again).toEqual({ ...seen, dialect: "larder" });
  });
});
