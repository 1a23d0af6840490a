import { expect, test } from "vitest";

import { graphOf, resolved } from "../testing/resolved.ts";

const web = {
  app: { "1.0.0": { dependencies: { chat: "*", ui: "*" } } },
  chat: { "1.0.0": { dependencies: { ui: "*" } }, "2.0.0": { dependencies: { ui: "*" } } },
  ui: { "1.0.0": { dependencies: { view: "^2", theme: "*" } } },
  theme: { "1.0.0": {} },
  view: { "1.0.0": {}, "2.0.0": {} },
};

test("[RL7] an override below a package reaches all that is below it, and nobody else", async () => {
  const resolution = await resolved(web, { app: "*" }, { overrides: { "chat>**>view": "1.0.0" } });
  expect(graphOf(resolution)).toEqual({
    "app@1.0.0": ["chat → chat@2.0.0", "ui → ui@1.0.0"],
    "chat@2.0.0": ["ui → ui@1.0.0[chat>**]"],
    "theme@1.0.0": [],
    "ui@1.0.0": ["theme → theme@1.0.0", "view → view@2.0.0"],
    "ui@1.0.0[chat>**]": ["theme → theme@1.0.0", "view → view@1.0.0"],
    "view@1.0.0": [],
    "view@2.0.0": [],
  });
});

test("[RL7] an override that changes nothing below its parent makes no other instances", async () => {
  const plain = await resolved(web, { app: "*" });
  for (const overrides of [
    { "chat>**>view": "^2" },
    { "chat@1>**>view": "1.0.0" },
    { "theme>**>view": "1.0.0" },
    { "chat>**>view@^3": "1.0.0" },
    { "ui>**>chat>**>view": "1.0.0" },
  ]) {
    expect((await resolved(web, { app: "*" }, { overrides })).nodes).toEqual(plain.nodes);
  }
});

test("[RL7] the nearest parent wins, then the longer way, then the one with a range, then what is asked for directly", async () => {
  const chain = {
    a: { "1.0.0": { dependencies: { b: "*" } } },
    b: { "1.0.0": { dependencies: { c: "*" } } },
    c: { "1.0.0": { dependencies: { d: "*" } } },
    d: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((major) => [`${major}.0.0`, {}])),
  };
  const inOrder = ["d", "a>**>d", "b>**>d", "c>**>d", "c>d", "c@1>**>d", "a>**>c>**>d", "b>c>d"];
  for (let count = 1; count <= inOrder.length; count++) {
    const overrides = Object.fromEntries(inOrder.slice(0, count).map((key, index) => [key, `${index + 1}.0.0`]));
    const { nodes } = await resolved(chain, { a: "*" }, { overrides });
    expect(nodes.filter(({ name }) => name === "d").map(({ version }) => version)).toEqual([`${count}.0.0`]);
  }
});

test("[RL7] a way of several packages may be direct in parts: each next one is asked for by the one before, or stands below it", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { b: "*", m: "*" } } },
    b: { "1.0.0": { dependencies: { c: "^2" } } },
    m: { "1.0.0": { dependencies: { b: "*" } } },
    c: { "1.0.0": {}, "2.0.0": {} },
  };
  const takenBelow = async (key: string): Promise<readonly string[]> => {
    const { nodes } = await resolved(universe, { a: "*" }, { overrides: { [key]: "1.0.0" } });
    const ids = new Map(nodes.map(({ id, version }) => [id, version]));
    return nodes.filter(({ name }) => name === "b").map(({ id, edges }) => `${id}: ${ids.get(edges[0]?.to ?? "")}`);
  };
  expect(await takenBelow("a>**>b>c")).toEqual(["b@1.0.0[a>**>b]: 1.0.0"]);
  expect(await takenBelow("a>b>c")).toEqual(["b@1.0.0: 2.0.0", "b@1.0.0[a>b]: 1.0.0"]);
  expect(await takenBelow("a>m>**>c")).toEqual(["b@1.0.0: 2.0.0", "b@1.0.0[a>m>**]: 1.0.0"]);
});

test("[RL7] a singleton stands in the host: what is above who requires it does not reach what is below it", async () => {
  const universe = {
    app: { "1.0.0": { larder: { requires: { panel: "*" } }, dependencies: { view: "*" } } },
    panel: { "1.0.0": { larder: {}, dependencies: { view: "^2" } } },
    view: { "1.0.0": {}, "2.0.0": {} },
  };
  const resolution = await resolved(universe, { app: "*" }, { overrides: { "app>**>view": "1.0.0" } });
  expect(graphOf(resolution)).toMatchObject({
    "app@1.0.0": ["panel → panel@1.0.0", "view → view@1.0.0"],
    "panel@1.0.0": ["view → view@2.0.0"],
  });
});

test("[RL7] an override below a package governs peers there, and what answers them", async () => {
  const universe = {
    app: { "1.0.0": { dependencies: { chat: "*", ui: "*" } } },
    chat: { "1.0.0": { dependencies: { ui: "*", view: "^1" } } },
    ui: { "1.0.0": { peerDependencies: { view: "^2" } } },
    view: { "1.0.0": {}, "2.0.0": {} },
  };
  const resolution = await resolved(universe, { app: "*", view: "^2" }, { overrides: { "chat>**>view": "1.0.0" } });
  expect(graphOf(resolution)).toMatchObject({
    "chat@1.0.0": ["ui → ui@1.0.0[chat>**](view@1.0.0)", "view → view@1.0.0"],
    "ui@1.0.0(view@2.0.0)": ["view → view@2.0.0"],
    "ui@1.0.0[chat>**](view@1.0.0)": ["view → view@1.0.0"],
  });
});

test("[RL7] what answers a peer below a package is held to the overrides there, with its own peers", async () => {
  const universe = {
    chat: { "1.0.0": { dependencies: { ui: "*" } } },
    ui: { "1.0.0": { peerDependencies: { view: "^1" } } },
    view: {
      "1.0.0": { peerDependencies: { core: "^1" } },
      "1.1.0": { peerDependencies: { core: "^2" } },
      "2.0.0": {},
    },
    core: { "1.0.0": {} },
  };
  const viewBelow = async (overrides: { readonly [key: string]: string }): Promise<readonly string[]> => {
    const { nodes } = await resolved(universe, { chat: "*", view: "^2" }, { overrides });
    return nodes.filter(({ name }) => name === "view").map(({ version }) => version);
  };
  expect(await viewBelow({})).toEqual(["1.0.0", "2.0.0"]);
  expect(await viewBelow({ "chat>**>core": "1.0.0" })).toEqual(["1.1.0", "2.0.0"]);
});

test("[RL7] [RS10] an entry gets one version wherever its package stands, unless an override says otherwise", async () => {
  const universe = {
    p0: { "1.0.0": {} },
    p1: { "1.0.0": { dependencies: { p5: "^1.0.0", p3: "*" } } },
    p2: { "1.0.0": { dependencies: { p3: "*" } } },
    p3: { "1.0.0": { dependencies: { p5: "*" } } },
    p4: { "1.0.0": { optionalDependencies: { p5: "^2.0.0" } } },
    p5: { "1.0.0": { optionalDependencies: { p4: "*" } }, "2.0.0": { dependencies: { p2: "*" } } },
  };
  const more = { overrides: { "p4>p5>**>p2": ">=1.0.0" } };
  const first = await resolved(universe, { p0: "*", p1: "*" }, more);
  expect(await resolved(universe, { p0: "*", p1: "*" }, { ...more, locked: first })).toEqual(first);
});

test("[RL7] [RS10] packages that are the same until a peer is answered for each of them are the same when locked again", async () => {
  const universe = {
    p0: { "1.0.0": { optionalDependencies: { p3: "*" } } },
    p1: { "1.0.0": { dependencies: { p0: "*" }, peerDependencies: { p2: "^1.0.0" } } },
    p2: { "1.0.0": { dependencies: { p2: "*" } }, "2.0.0": { optionalDependencies: { p4: "*" } } },
    p3: { "1.0.0": { dependencies: { p2: "*", p4: "*" } } },
    p4: { "1.0.0": { dependencies: { p3: "*" }, optionalDependencies: { p1: "1.0.0" } } },
  };
  const more = { overrides: { "p2>**>p1": "*", "p0>**>p3": ">=1.0.0" } };
  const first = await resolved(universe, { p0: "*", p1: "*" }, more);
  expect(await resolved(universe, { p0: "*", p1: "*" }, { ...more, locked: first })).toEqual(first);
});

test("[RL7] packages in a circle are as many instances as the overrides above make of them", async () => {
  const universe = {
    a: { "1.0.0": { dependencies: { b: "*" } } },
    b: { "1.0.0": { dependencies: { a: "*", c: "*" } } },
    c: { "1.0.0": {}, "2.0.0": {} },
  };
  expect(graphOf(await resolved(universe, { b: "*" }, { overrides: { "a>**>c": "1.0.0" } }))).toEqual({
    "a@1.0.0": ["b → b@1.0.0[a>**]"],
    "b@1.0.0": ["a → a@1.0.0", "c → c@2.0.0"],
    "b@1.0.0[a>**]": ["a → a@1.0.0", "c → c@1.0.0"],
    "c@1.0.0": [],
    "c@2.0.0": [],
  });
});

test("[RL4] [RL7] an optional dependency below which an override leaves nothing is left out wherever its parent stands", async () => {
  const universe = {
    chat: { "1.0.0": { dependencies: { mid: "*" } } },
    shop: { "1.0.0": { dependencies: { mid: "*" } } },
    mid: { "1.0.0": { optionalDependencies: { deep: "*" } } },
    deep: { "1.0.0": { dependencies: { view: "*" } } },
    view: { "1.0.0": {} },
  };
  const more = { overrides: { "chat>**>view": "^9" } };
  const first = await resolved(universe, { chat: "*", shop: "*" }, more);
  expect(graphOf(first)).toEqual({
    "chat@1.0.0": ["mid → mid@1.0.0"],
    "mid@1.0.0": [],
    "shop@1.0.0": ["mid → mid@1.0.0"],
  });
  expect(await resolved(universe, { chat: "*", shop: "*" }, { ...more, locked: first })).toEqual(first);
});
