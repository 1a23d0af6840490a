import { parseRegistryConfiguration } from "../origins/parse-configuration.ts";
import { aPackage } from "./package-builder.ts";
import type { Persona } from "./persona.ts";
import { TestRegistry, type TestRegistryOptions } from "./test-registry.ts";

/** The people around the organisation `acme`, and what each is there. */
export type Acme = {
  readonly world: TestRegistry;
  /** An administrator of the registry. */
  readonly root: Persona;
  readonly owner: Persona;
  readonly admin: Persona;
  /** A developer in the team `developers`, which may publish `@acme/chat`. */
  readonly writer: Persona;
  /** A developer in the team `qa` only, which may read `@acme/chat`. */
  readonly reader: Persona;
  /** A developer in no team. */
  readonly developer: Persona;
  /** A user who is not in the organisation. */
  readonly outsider: Persona;
  readonly anonymous: Persona;
};

/**
 * Opens a registry with the organisation `acme`, and with `@acme/chat`, restricted, which the owner published.
 *
 * Everything is made through the registry's own door, as clients do it.
 */
export async function openAcme(options: TestRegistryOptions = {}): Promise<Acme> {
  const configuration = parseRegistryConfiguration(
    'rules: [{ packages: "**", origin: hosted, unpublish: 72h }]',
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration, ...options });
  const root = await world.user("root", { isAdmin: true, scopes: ["admin"] });
  const people = {
    owner: await world.user("owner"),
    admin: await world.user("admin"),
    writer: await world.user("writer"),
    reader: await world.user("reader"),
    developer: await world.user("developer"),
    outsider: await world.user("outsider"),
  };
  const steps: [Persona, string, string, object][] = [
    [root, "PUT", "/-/org/acme/user", { user: "owner", role: "owner" }],
    [people.owner, "PUT", "/-/org/acme/user", { user: "admin", role: "admin" }],
    ...["writer", "reader", "developer"].map((user): [Persona, string, string, object] => [
      people.owner,
      "PUT",
      "/-/org/acme/user",
      { user, role: "developer" },
    ]),
    [people.admin, "PUT", "/-/org/acme/team", { name: "qa" }],
    [people.admin, "PUT", "/-/team/acme/qa/user", { user: "reader" }],
    [people.admin, "DELETE", "/-/team/acme/developers/user", { user: "reader" }],
    [people.admin, "DELETE", "/-/team/acme/developers/user", { user: "developer" }],
  ];
  for (const [persona, method, path, body] of steps) await mustDo(persona, method, path, body);
  await people.owner.publish(aPackage("@acme/chat").access("restricted"));
  await mustDo(people.owner, "PUT", "/-/team/acme/qa/package", { package: "@acme/chat", permissions: "read-only" });
  return { world, root, ...people, anonymous: world.anonymous };
}

async function mustDo(persona: Persona, method: string, path: string, body: object): Promise<void> {
  const response = await persona.send(path, { method, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${persona.name}: ${method} ${path}: ${await response.text()}`);
}
