import { expect, test } from "vitest";

import { fileTreeOf } from "../file-tree.ts";
import { inspectPackage } from "../inspect-package.ts";

function hookWarnings(hooks: { readonly [name: string]: string }): readonly string[] {
  const packageJson = { name: "@acme/mailer", version: "1.0.0", larder: { hooks } };
  const { problems } = inspectPackage(
    fileTreeOf({ "package.json": JSON.stringify(packageJson), "hooks/warm.sh": "exit 0\n", check: "exit 0\n" }),
  );
  return problems.map(({ severity, message, hint }) => `${severity}: ${message}. ${String(hint)}`);
}

test("[W3] a hook of a deployment is told of as one that never runs, however it is spelled", () => {
  const hint = "It never runs: do its work in a hook of `install`, `upgrade` or `start`";

  expect(hookWarnings({ preDeployment: "hooks/warm.sh", "post-deploy": "mailer.warmUp" })).toEqual([
    `warning: \`larder.hooks\` has \`pre-deploy\`, and packages are not deployed. ${hint}`,
    `warning: \`larder.hooks\` has \`post-deploy\`, and packages are not deployed. ${hint}`,
  ]);
});

test("[W4] a script that is not in the package is told of before its moment comes", () => {
  expect(hookWarnings({ "post-start": "hooks/cold.sh" })).toEqual([
    "warning: `larder.hooks` names `hooks/cold.sh` for `post-start`, which is not in the package. " +
      "The hook fails when its moment comes: add the script, or name one of the package's actions",
  ]);
  expect(hookWarnings({ "pre-install": "./hooks/warm.sh", "pre-start": "check", "post-start": "mailer.warm" })).toEqual(
    [],
  );
});
