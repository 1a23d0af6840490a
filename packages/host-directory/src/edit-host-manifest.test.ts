import { expect, test } from "vitest";

import { editHostManifest } from "./edit-host-manifest.ts";

const text = `# The front office.
registries:
  home: http://127.0.0.1:5273 # ours

# Ask Ada before you add one.
wants:
  # Pinned until the new charts are ready.
  "@examples/analytics": ^1.0.0 # numbers
  zebra: ^2.0.0
`;

test("a new want keeps every comment and the order of what is there", () => {
  const edited = editHostManifest(text, [{ type: "want", alias: "left-pad", wanted: "^1.3.0" }]);

  expect(edited).toBe(`${text}  left-pad: ^1.3.0\n`);
});

test("a want that is there changes in its place", () => {
  const edited = editHostManifest(text, [{ type: "want", alias: "@examples/analytics", wanted: "^1.2.0" }]);

  expect(edited).toBe(text.replace("^1.0.0", "^1.2.0"));
});

test("a want goes without a trace, and the last one leaves an empty section", () => {
  expect(editHostManifest(text, [{ type: "unwant", alias: "zebra" }])).toBe(text.replace("  zebra: ^2.0.0\n", ""));
  expect(editHostManifest(text, [{ type: "unwant", alias: "absent" }])).toBe(text);

  const empty = editHostManifest("registries: { home: http://a.example }\nwants: { one: ^1.0.0 }\n", [
    { type: "unwant", alias: "one" },
  ]);
  expect(empty).toBe("registries: { home: http://a.example }\nwants: {}\n");
});

test("a section that is empty or missing is written as lines", () => {
  const edited = editHostManifest("registries:\n  home: http://a.example\nwants: {}\n", [
    { type: "want", alias: "@acme/chat", wanted: "^1.0.0" },
    { type: "mode", name: "@acme/chat", mode: "trusted" },
  ]);

  expect(edited).toBe(`registries:
  home: http://a.example
wants:
  "@acme/chat": ^1.0.0
packages:
  "@acme/chat":
    mode: trusted
`);
});

test("an edit that would make the file invalid is refused before anything is written", () => {
  expect(() => editHostManifest(text, [{ type: "want", alias: "Not A Name", wanted: "1" }])).toThrow(
    "`Not A Name` is not a package name",
  );
});

test("a registry that moved gets its new URL in its place", () => {
  const edited = editHostManifest(text, [{ type: "registry", alias: "home", url: "http://127.0.0.1:9999" }]);

  expect(edited).toBe(text.replace("http://127.0.0.1:5273", "http://127.0.0.1:9999"));
});

test("what is agreed to is added below what was, with every comment", () => {
  const settings = `${text}packages:
  # She looked at it in May.
  "@examples/analytics":
    grants:
      # By Ada.
      - { resource: db, actions: [ read ] } # only notes
    mode: sandboxed # as it should
`;

  const edited = editHostManifest(settings, [
    {
      type: "grant",
      name: "@examples/analytics",
      grants: [{ resource: "net:https://a.example/**", actions: ["fetch"] }],
    },
    { type: "grant", name: "zebra", grants: [{ resource: "db", actions: ["*"] }] },
  ]);

  const added = `      - { resource: net:https://a.example/**, actions: [ fetch ] }\n`;
  expect(edited).toBe(`${settings.replace("    mode:", `${added}    mode:`)}  zebra:
    grants:
      - { resource: db, actions: [ "*" ] }
`);
});

test("settings that another package refers to stay what they are when one of the two changes", () => {
  const shared = `${text}packages:
  one: &same
    mode: sandboxed
    env: { REGION: eu }
  two: *same
`;

  const edited = editHostManifest(shared, [{ type: "mode", name: "two", mode: "trusted" }]);

  expect(edited).toBe(shared.replace("  two: *same\n", "  two:\n    mode: trusted\n    env:\n      REGION: eu\n"));
});
