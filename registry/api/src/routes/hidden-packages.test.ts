// SPEC.md §13, sharing packages. Rule ids in titles refer to it.
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { aPackage, openAcme, type PackageBuilder, type Persona, seen, type Seen } from "../testing/index.ts";

/** Everything that can be asked about one version of a package. */
function pathsAbout(name: string): string[] {
  return [
    `/@acme%2f${name}`,
    `/@acme%2f${name}?write=true`,
    `/@acme%2f${name}/1.0.0`,
    `/@acme%2f${name}/latest`,
    `/@acme%2f${name}/-/${name}-1.0.0.tgz`,
    `/-/package/@acme%2f${name}/dist-tags`,
    `/-/package/@acme%2f${name}/owners`,
    `/-/package/@acme%2f${name}/visibility`,
    `/-/package/@acme%2f${name}/access`,
    `/-/package/@acme%2f${name}/collaborators`,
    `/-/npm/v1/attestations/@acme%2f${name}@1.0.0`,
    `/-/api/v1/packages/@acme%2f${name}`,
    `/-/api/v1/packages/@acme%2f${name}/versions/1.0.0`,
    `/-/api/v1/packages/@acme%2f${name}/versions`,
    `/-/api/v1/packages/@acme%2f${name}/versions/1.0.0/files`,
    `/-/api/v1/packages/@acme%2f${name}/versions/1.0.0/files/package.json`,
    `/-/api/v1/packages/@acme%2f${name}/dependents`,
    `/-/api/v1/packages/@acme%2f${name}/downloads`,
    `/downloads/point/last-week/@acme%2f${name}`,
  ];
}

/** Everything that lists packages; those with a query find `@acme/chat` by it. */
const lists = [
  "/-/v1/search?text=chat",
  "/-/api/v1/search?text=chat",
  "/-/api/v1/search?scope=acme",
  "/-/api/v1/search?kind=plugin&facets=1&explain=1",
  "/-/api/v1/packages",
  "/-/api/v1/packages/left-pad/dependents",
  "/-/api/v1/components",
  "/-/api/v1/domains",
  "/-/api/v1/plugins",
  "/-/api/v1/actions",
  "/-/api/v1/capabilities",
  "/_changes",
  "/-/org/acme/package",
  "/-/user/owner/package",
];

/** A version of `@acme/chat` with something for every list. */
function manySidedVersion(): PackageBuilder {
  return aPackage("@acme/chat")
    .version("1.1.0")
    .with({ dependencies: { "left-pad": "^1.0.0" }, larder: { provides: { "capability:talk": "1.0.0" } } })
    .file("plugins/chat/index.js", "export default 1;\n")
    .file("domains/talk/domain.yaml", "name: talk\nversion: 1.0.0\n")
    .file("domains/talk/functions/say.js", "export default 1;\n");
}

/** Returns the answers with the one name in the place of the other, so that they may be compared. */
async function answersAbout(persona: Persona, name: string): Promise<Seen[]> {
  const answers: Seen[] = [];
  for (const path of pathsAbout(name)) answers.push(await seen(await persona.get(path)));
  return JSON.parse(JSON.stringify(answers).replaceAll(name, "NAME")) as Seen[];
}

async function whereListed(persona: Persona): Promise<string[]> {
  const found: string[] = [];
  for (const path of lists) {
    if ((await (await persona.get(path)).text()).includes("@acme/chat")) found.push(path);
  }
  return found;
}

describeEachDatabase("packages that are for others", (openDatabase) => {
  test("[TM4] [S24] nothing tells a restricted package from a name that nobody has", async () => {
    const { outsider, developer, anonymous } = await openAcme({ database: await openDatabase() });

    for (const [persona, status] of [
      [outsider, 404],
      [developer, 404],
      [anonymous, 401],
    ] as const) {
      const hidden = await answersAbout(persona, "chat");
      expect(hidden).toEqual(await answersAbout(persona, "none"));
      expect(new Set(hidden.map((answer) => answer.status))).toEqual(new Set([status]));
    }
  });

  test("[TM4] [S24] no list, search or total has it, and nothing resolves to it", async () => {
    const { owner, reader, outsider, anonymous } = await openAcme({ database: await openDatabase() });
    const wanted = { registry: "home", coreVersion: "1.0.0", wants: { "@acme/chat": "^1.0.0" } };
    const resolveFor = async (persona: Persona): Promise<unknown> =>
      (await seen(await persona.post("/-/api/v1/resolve", wanted))).body;

    await owner.publish(manySidedVersion());
    expect(await whereListed(owner)).toEqual(lists);
    expect(await whereListed(reader)).toEqual(lists);
    expect([await whereListed(outsider), await whereListed(anonymous)]).toEqual([[], []]);
    expect((await seen(await outsider.get("/-/api/v1/packages"))).body).toMatchObject({ packages: [], total: 0 });
    expect((await seen(await anonymous.get("/-/v1/search?text=chat"))).body).toMatchObject({ objects: [], total: 0 });
    expect(await resolveFor(reader)).toMatchObject({ outcome: "solved" });
    expect(await resolveFor(outsider)).toMatchObject({ outcome: "conflict" });
  });
});
