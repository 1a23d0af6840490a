import { describe, expect, test } from "vitest";

import { HostError } from "./host-error.ts";
import { parseHostManifest } from "./parse-host-manifest.ts";

const whole = `# The front office.
registries:
  home: http://127.0.0.1:5273/
wants:
  "@examples/analytics": ^1.0.0 # numbers
  chat: npm:@acme/chatflows@^2
packages:
  "@examples/analytics":
    mode: trusted
    config: config/analytics.yaml
    env: { REGION: eu, SHARDS: 3 }
    grants:
      - { resource: "net:https://metrics.example/**", actions: [fetch] }
policy: { minimumAge: 3d, allowScripts: [esbuild], signatures: require, registryDefault: home }
overrides: { left-pad: 1.3.0 }
shared: [lodash]
rollback: { keep: 2 }
`;

test("a whole larder.yaml is read, with the line of each want", () => {
  expect(parseHostManifest(whole)).toEqual({
    registries: { home: "http://127.0.0.1:5273" },
    wants: [
      { alias: "@examples/analytics", wanted: "^1.0.0", declaredIn: "larder.yaml:5" },
      { alias: "chat", wanted: "npm:@acme/chatflows@^2", declaredIn: "larder.yaml:6" },
    ],
    packages: {
      "@examples/analytics": {
        mode: "trusted",
        config: "config/analytics.yaml",
        env: { REGION: "eu", SHARDS: "3" },
        grants: [{ resource: "net:https://metrics.example/**", actions: ["fetch"] }],
      },
    },
    policy: {
      minimumAgeMs: 259_200_000,
      minimumAgeExempt: [],
      trust: "any",
      deprecated: "allow",
      block: {},
      platforms: [],
      allowScripts: ["esbuild"],
      signatures: "require",
      registryDefault: "home",
    },
    overrides: { "left-pad": "1.3.0" },
    extensions: {},
    shared: ["lodash"],
    rollback: { keep: 2 },
  });
});

test("[X13] what a watch does not look at is read, list by list", () => {
  const registries = "registries: { home: http://127.0.0.1:5273 }";
  const { watch } = parseHostManifest(`${registries}\nwatch: { ignore: { extensions: [.md], hidden: false } }`);

  expect(watch).toEqual({ ignore: { extensions: [".md"], hidden: false } });
  expect(() => parseHostManifest(`${registries}\nwatch: { ignore: { extensions: [md] } }`)).toThrow(
    "must begin with a dot",
  );
  expect(() => parseHostManifest(`${registries}\nwatch: { ignore: { names: [src/dist] } }`)).toThrow("without a path");
});

test("what is left out, or left empty, is filled in", () => {
  const manifest = parseHostManifest("registries: { home: https://packages.example }\nwants:\n");

  expect(manifest).toMatchObject({
    wants: [],
    packages: {},
    policy: { minimumAgeMs: 0, allowScripts: [], registryDefault: "home" },
    rollback: { keep: 5 },
  });
});

describe("a refusal names the line, the reason and the next step", () => {
  const home = "registries: { home: https://packages.example }\n";
  const cases: readonly [what: string, text: string, message: string, hint: string | undefined][] = [
    [
      "a password in a URL",
      "registries: { home: http://ada:secret@packages.example }\n",
      "`larder.yaml:1` has a bad `registries › home`: must not hold a name or a password: `larder login` keeps those in `.npmrc`",
      undefined,
    ],
    [
      "an unknown section",
      `${home}wnats: {}\n`,
      "`larder.yaml:2` has a key that is not known: `wnats`",
      "Did you mean `wants`?",
    ],
    [
      "an unknown key of a package",
      `${home}packages:\n  "@acme/chat":\n    mod: trusted\n`,
      "`larder.yaml:4` has a key that is not known: `packages › @acme/chat › mod`",
      "Did you mean `mode`?",
    ],
    [
      "a key that resembles nothing",
      `${home}rollback: { generations: 3 }\n`,
      "`larder.yaml:2` has a key that is not known: `rollback › generations`",
      "Known here: keep",
    ],
    [
      "a want that is no text",
      `${home}wants:\n  left-pad: [1]\n`,
      "`larder.yaml:3` has a bad `wants › left-pad`: Invalid input: expected string, received array",
      undefined,
    ],
    [
      "a want that YAML reads as a number",
      `${home}wants:\n  left-pad: 1.10\n`,
      "`larder.yaml:3` has a bad `wants › left-pad`: Invalid input: expected string, received number",
      'Write it in quotes: `"1.10"`',
    ],
    [
      "a want that is no name",
      `${home}wants:\n  "Not A Name": "1"\n`,
      "`larder.yaml:3` has a bad `wants › Not A Name`: `Not A Name` is not a package name",
      undefined,
    ],
    [
      "a registry that is no URL",
      "registries: { home: packages.example }\n",
      "`larder.yaml:1` has a bad `registries › home`: must be an http or https URL",
      undefined,
    ],
    [
      "no registries",
      "wants: {}\n",
      "`larder.yaml` lacks `registries`",
      "Write `registries: { home: http://127.0.0.1:5273 }`",
    ],
    [
      "two registries and no default",
      "registries: { home: http://a.example, away: http://b.example }\n",
      "`larder.yaml:1` names 2 registries and no default",
      "Add `policy: { registryDefault: home }`",
    ],
    [
      "a default registry that is not there",
      `${home}policy:\n  registryDefault: away\n`,
      "`larder.yaml:3` wants `away` as its default registry, which `registries` does not name",
      "Use one of `home`",
    ],
    [
      "a mode that does not exist",
      `${home}packages: { chat: { mode: root } }\n`,
      '`larder.yaml:2` has a bad `packages › chat › mode`: Invalid option: expected one of "trusted"|"sandboxed"|"legacy"',
      undefined,
    ],
    ["a list", "- a\n", "`larder.yaml` is not a map of sections", "Start with `registries:` and `wants:`"],
    ["nothing", "", "`larder.yaml` is not a map of sections", "Start with `registries:` and `wants:`"],
  ];

  test.each(cases)("%s", (_what, text, message, hint) => {
    const refusal = refusalOf(text);

    expect({ message: refusal.message, hint: refusal.hint }).toEqual({ message, hint });
  });

  test("a text that is not YAML", () => {
    const refusal = refusalOf(`${home}wants: {\n`);

    expect(refusal.message).toMatch(/^`larder\.yaml:\d` is not YAML: /);
    expect(refusal.hint).toBe("Mend it there or just above, or restore the file from version control");
  });

  test("a key that is written twice", () => {
    expect(refusalOf(`${home}wants: {}\nwants: {}\n`).message).toBe(
      "`larder.yaml:3` is not YAML: Map keys must be unique",
    );
  });
});

function refusalOf(text: string): HostError {
  try {
    parseHostManifest(text);
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
  throw new Error("It was not refused");
}
