// SPEC.md §10, accounts. Rule ids in titles refer to it.
import { existsSync } from "node:fs";
import { join } from "node:path";

import { parseHostManifest } from "@larder/host-directory";
import { expect, test } from "vitest";

import { startHost } from "../host.ts";
import { layHost } from "../testing/host-on-disk.ts";
import { silentLogger } from "../testing/running-hosts.ts";
import { accountSettingsOf, defaultAccountSettings } from "./account-settings.ts";

const manifest = parseHostManifest(`
registries: { home: http://127.0.0.1:5273 }
accounts:
  roles: { editors: [notes.write] }
  providers:
    acme: { issuer: https://id.acme.example, clientId: larder, clientSecret: "\${ACME_SECRET}" }
    other: { issuer: https://id.other.example, clientId: larder }
`);

test("[C12] the secret of a provider's client comes from the variable that larder.yaml names", () => {
  const { providers, roles } = accountSettingsOf(manifest.accounts, { ACME_SECRET: "hunter2" });

  expect(providers.map(({ id, clientSecret }) => [id, clientSecret])).toEqual([
    ["acme", "hunter2"],
    ["other", undefined],
  ]);
  expect(roles).toEqual({ editors: ["notes.write"] });
});

test.each([{}, { ACME_SECRET: "" }])(
  "[C12] without it (%j), the variable and the provider are named",
  (environment) => {
    expect(() => accountSettingsOf(manifest.accounts, environment)).toThrow(
      "`larder.yaml` takes the secret of the login provider `acme` from `ACME_SECRET`, which is not set",
    );
  },
);

test("[C9] a host whose larder.yaml says nothing of accounts has none of it", async () => {
  expect(accountSettingsOf(undefined, {})).toBe(defaultAccountSettings);
});

test("[C9] a host without a database opens none to know that it has no accounts", async () => {
  await using laid = await layHost([]);
  const host = await startHost({ directory: laid.directory, logger: silentLogger });

  const response = await host.fetch(new Request("http://127.0.0.1:5274/-/status"));
  const refused = await host.fetch(
    new Request("http://127.0.0.1:5274/-/auth/me", { headers: { cookie: "larder-session=lrs_x" } }),
  );
  await host.stop();

  expect([response.status, refused.status, existsSync(join(laid.directory, ".larder", "data", "database"))]).toEqual([
    200,
    401,
    false,
  ]);
});
