// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { aPackage, refusal, seen, TestRegistry, type Persona } from "../../testing/index.ts";

type Found = {
  readonly objects: readonly { readonly package: { readonly name: string; readonly links: unknown } }[];
  readonly total: number;
};

async function search(persona: Persona, query: string): Promise<Found> {
  return (await seen(await persona.get(`/-/v1/search?${query}`))).body as Found;
}

test("[L6] a hit has every field that clients read, and links to the web only", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const pkg = aPackage("@acme/chat")
    .version("0.2.0")
    .with({
      description: "Talk",
      keywords: ["talk"],
      license: "MIT",
      author: { name: "Ada" },
      homepage: "javascript:alert(1)",
      repository: { type: "git", url: "git+https://code.example/acme/chat.git" },
    });
  await ada.publish(pkg);

  const { objects } = await search(anonymous, "text=talk");

  expect(objects).toMatchObject([
    {
      package: {
        name: "@acme/chat",
        scope: "acme",
        version: "0.2.0",
        description: "Talk",
        keywords: ["talk"],
        license: "MIT",
        author: { name: "Ada" },
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        publisher: { username: "ada", email: "ada@example.com" },
        maintainers: [{ username: "ada", email: "ada@example.com" }],
      },
      flags: { unstable: true },
    },
  ]);
  expect(objects[0]?.package.links).toEqual({
    npm: "https://packages.example/@acme/chat",
    repository: "https://code.example/acme/chat",
  });
});

test("[L6] weights and `boost-exact` change the order, and a size or a text beyond the limit is refused", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("chat"));
  const better = { description: "Chat", keywords: ["chat"], license: "MIT", homepage: "https://chat.example/" };
  await ada.publish(aPackage("chat-better").with(better));
  const namesFor = async (query: string): Promise<string[]> =>
    (await search(anonymous, query)).objects.map((object) => object.package.name);

  expect(await namesFor("text=chat")).toEqual(["chat", "chat-better"]);
  expect(await namesFor("text=boost-exact:false+chat&quality=1&maintenance=0")).toEqual(["chat-better", "chat"]);
  for (const query of ["size=251", `text=${"a".repeat(401)}`, "quality=2", "text=is:nothing"]) {
    expect(await refusal(await anonymous.get(`/-/v1/search?${query}`))).toMatchObject({ status: 400 });
  }
});

test("[C1] [L13] a deprecated package is told as one, and can be left out", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("old-chat"));
  await ada.publish(aPackage("new-chat"));
  const packument = (await seen(await ada.get("/old-chat?write=true"))).body as {
    versions: { [version: string]: { deprecated?: string } };
  };
  Object.assign(packument.versions["1.0.0"] ?? {}, { deprecated: "Use new-chat" });
  expect((await ada.put("/old-chat", packument)).status).toBe(201);

  expect((await search(anonymous, "text=is:deprecated")).objects).toMatchObject([
    { package: { name: "old-chat" }, flags: { deprecated: "Use new-chat" } },
  ]);
  expect((await search(anonymous, "text=chat+not:deprecated")).objects).toMatchObject([
    { package: { name: "new-chat" } },
  ]);
});
