import { expect, test } from "vitest";

import { parseHookName } from "./hook-names.ts";
import { parseLarderManifest } from "./parse-larder-manifest.ts";

test.each([
  ["pre-deploy", "pre-deploy"],
  ["preDeploy", "pre-deploy"],
  ["post_installation", "post-install"],
  ["postUninstall", "post-remove"],
  ["on_install", "post-install"],
  ["on_stop", "pre-stop"],
  ["on_update", "post-upgrade"],
  ["onEnable", "post-enable"],
  ["pre-disable", "pre-disable"],
  ["pre-lunch", undefined],
  ["deploy", undefined],
])("[D22] the hook %s is %s", (key, name) => {
  expect(parseHookName(key)).toBe(name);
});

test("[W2] [W3] [D22] hooks are read in any spelling; one that nobody knows is a warning and no error", () => {
  const { manifest, problems } = parseLarderManifest({
    hooks: { preDeploy: "hooks/pre.sh", "pre-deploy": "hooks/other.sh", onLunch: "hooks/lunch.sh" },
  });

  expect(manifest?.hooks).toEqual({ "pre-deploy": "hooks/pre.sh" });
  expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "warning: `larder.hooks` has `pre-deploy`, which is `pre-deploy` once more",
    "warning: `larder.hooks` has `onLunch`, which is no moment of a package's life",
  ]);
});

test("[X4] a key that nobody knows is the package's own, and a warning", () => {
  const { manifest, problems } = parseLarderManifest({ apiKey: "x", extra: { tags: ["a"] } });

  expect(manifest?.extra).toEqual({ apiKey: "x", tags: ["a"] });
  expect(problems).toMatchObject([{ severity: "warning", hint: expect.stringContaining("configuration") as string }]);
});

test.each([
  [{ inject: true, env_file: "config/vars" }, "config/vars"],
  [{ inject: "true", envfile: ".env" }, ".env"],
  [{ inject: "false", env_file: ".env" }, undefined],
])("[X4] `envconfiguration` %j is the variable file %s", (envconfiguration, file) => {
  expect(parseLarderManifest({ envconfiguration }).manifest?.envFile).toBe(file);
});

test("[X4] a variable file outside of the package is refused", () => {
  const { manifest, problems } = parseLarderManifest({ envconfiguration: { env_file: "../../etc/passwd" } });

  expect(manifest).toBeUndefined();
  expect(problems).toMatchObject([
    { severity: "error", message: expect.stringContaining("`larder.envFile`") as string },
  ]);
});
