// SPEC.md §6, the configuration. Rule ids in titles refer to it.
import { Ajv } from "ajv";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";

import { registryConfigurationJsonSchema } from "./configuration-json-schema.ts";

const published = fileURLToPath(new URL("../../../../docs/registry.schema.json", import.meta.url));

test("[O17] the schema that editors find is the one that the registry reads by", async () => {
  const text = `${JSON.stringify(registryConfigurationJsonSchema(), null, 2)}\n`;

  await expect(text).toMatchFileSnapshot(published);
});

const right = `
uplinks:
  npm:
    url: https://uplink.example/
    policy: { minimumAge: 3d, block: [{ package: evil, reason: it steals }], advisories: malware }
rules:
  - { packages: "@acme/*", origin: hosted, read: [$authenticated], unpublish: 72h }
  - { packages: "**", origin: npm }
`;
const wrong: readonly [string, string][] = [
  ["an unknown key", "{ rules: [{ packages: '**', origin: hosted, reed: [$all] }] }"],
  ["a rule without an origin", "{ rules: [{ packages: '**' }] }"],
  ["an age without a unit", "{ uplinks: { npm: { url: 'https://x', policy: { minimumAge: '3' } } }, rules: [] }"],
  ["no rule", "{ rules: [] }"],
];

test("[O17] an editor accepts what is right", () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(registryConfigurationJsonSchema());

  expect([validate(parse(right)), validate.errors]).toEqual([true, null]);
});

test.each(wrong)("[O17] an editor shows %s", (_, yaml) => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(registryConfigurationJsonSchema());

  expect(validate(parse(yaml))).toBe(false);
});
