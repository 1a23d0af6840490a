// SPEC.md §6, origins and uplinks. Rule ids in titles refer to it.
import { parsePackageName } from "@larder/package-spec";
import { expect, test } from "vitest";

import { ConfigurationError } from "./configuration-error.ts";
import { findOrigin } from "./find-origin.ts";
import { defaultConfiguration, parseRegistryConfiguration } from "./parse-configuration.ts";

const uplinks = "uplinks: { npm: { url: 'https://uplink.example' } }\n";
const parse = (rules: string): ReturnType<typeof parseRegistryConfiguration> =>
  parseRegistryConfiguration(`${uplinks}rules: [${rules}]`, "registry.yaml");

const impossible = [
  ["a rule behind `**`", "{packages: '**', origin: npm}, {packages: '@acme/*', origin: hosted}", "rule 2 (`@acme/*`)"],
  ["the same pattern twice", "{packages: ms, origin: npm}, {packages: ms, origin: hosted}", "rule 2 (`ms`)"],
  [
    "all names behind its two halves",
    "{packages: '*', origin: npm}, {packages: '@*/*', origin: npm}, {packages: '**', origin: hosted}",
    "rule 3 (`**`)",
  ],
  ["an origin that is not declared", "{packages: '**', origin: nowhere}", "rule 1 (`**`)"],
  ["claims on what is hosted anyway", "{packages: '**', origin: hosted, claims: true}", "rule 1 (`**`)"],
  ["a pattern that is none", "{packages: 'a*b', origin: npm}", "rules.0.packages"],
  ["an unknown key", "{packages: '**', origin: npm, reed: [$all]}", "rules.0"],
  ["a time to unpublish without a unit", "{packages: '**', origin: npm, unpublish: '72'}", "rules.0.unpublish"],
  ["no rule at all", "", "rules"],
] as const;

test.each(impossible)("[O10] a configuration with %s does not start, and names the rule", (_, rules, named) => {
  expect(() => parse(rules)).toThrow(named);
});

test.each([
  ["{npm: {url: 'https://x.example'}, hosted: {url: 'https://x.example'}}", "an uplink cannot be called `hosted`"],
  [
    "{npm: {url: 'https://x.example'}, spare: {url: 'https://y.example'}}",
    "no rule sends a name to the uplink `spare`",
  ],
  ["{npm: {url: 'https://me:secret@x.example'}}", "must have no user, password"],
  ["{npm: {url: 'https://x.example/?a=b'}}", "must have no user, password, query"],
  ["{npm: {url: 'https://x.example', privateHosts: ['http://10.0.0.5/']}}", "must be a host such as"],
])("[O10] the uplinks %s do not start", (declared, reason) => {
  const yaml = `{uplinks: ${declared}, rules: [{packages: '**', origin: npm}]}`;

  expect(() => parseRegistryConfiguration(yaml, "registry.yaml")).toThrow(reason);
});

test("[O11] every name has exactly one origin: the first rule that covers it", () => {
  const configuration = parse(
    "{packages: '@acme/open', origin: npm}, {packages: '@acme/*', origin: hosted}, {packages: '*', origin: npm}",
  );
  const originOf = (name: string): string | undefined => {
    const origin = findOrigin(configuration, new Set(), parsePackageName(name));
    return origin?.type === "uplink" ? origin.uplink : origin?.type;
  };

  expect(["@acme/open", "@acme/chat", "ms", "@other/x"].map(originOf)).toEqual(["npm", "hosted", "npm", undefined]);
});

test("[O11] without a word, everything is hosted; with an uplink, what nobody has claimed comes from there", () => {
  const name = parsePackageName("@acme/chat");

  expect(findOrigin(defaultConfiguration(), new Set(), name)?.type).toBe("hosted");
  const configuration = defaultConfiguration({ uplink: "https://uplink.example" });
  expect(findOrigin(configuration, new Set(), name)?.type).toBe("uplink");
  expect(findOrigin(configuration, new Set(["@acme/*"]), name)?.type).toBe("hosted");
});

test.each([
  ["acme*", "https://uplink.example", "`acme*` is no pattern of names"],
  ["acme*", undefined, "`acme*` is no pattern of names"],
  ["**", "https://uplink.example", "is never reached"],
])("[O11] names cannot be declared as hosted by `%s` with the uplink %s", (pattern, uplink, reason) => {
  expect(() => defaultConfiguration({ uplink, hostedPatterns: [pattern] })).toThrow(ConfigurationError);
  expect(() => defaultConfiguration({ uplink, hostedPatterns: [pattern] })).toThrow(reason);
});

test("[O11] names that are declared as hosted need no claim, whatever the uplink has", () => {
  const configuration = defaultConfiguration({ uplink: "https://uplink.example", hostedPatterns: ["@acme/*"] });
  const originOf = (name: string): string | undefined =>
    findOrigin(configuration, new Set(), parsePackageName(name))?.type;

  expect(["@acme/chat", "ms"].map(originOf)).toEqual(["hosted", "uplink"]);
});
