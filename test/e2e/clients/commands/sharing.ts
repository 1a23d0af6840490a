import { expect } from "vitest";

import { by, npms, pnpms, type Proof, type Row } from "../row.ts";

const withAccess = [...npms, ...pnpms] as const;

const teamsOfYarn = "It asks for teams at `/team/:org`, where packages are.";

const changesStatus: Proof = async (stage) => {
  await stage.publish("@acme/private", "1.0.0");
  await stage.run(["access", "set", "status=private", "@acme/private"]);

  expect(await stage.run(["access", "get", "status", "@acme/private"])).toMatch(/private|restricted/);
  expect((await fetch(`${stage.registry.url}/@acme/private`)).status).toBe(401);
  await stage.run(["access", "set", "status=public", "@acme/private"]);
  expect((await fetch(`${stage.registry.url}/@acme/private`)).status).toBe(200);
};

const grants: Proof = async (stage) => {
  await stage.publish("@acme/granted", "1.0.0");
  await stage.run(["team", "create", "@acme:granted"]);
  await stage.run(["access", "grant", "read-write", "@acme:granted", "@acme/granted"]);

  expect(await stage.fetched("-/team/acme/granted/package")).toEqual({ "@acme/granted": "read-write" });
  await stage.run(["access", "revoke", "@acme:granted", "@acme/granted"]);
  expect(await stage.fetched("-/team/acme/granted/package")).toEqual({});
};

const listsAccess: Proof = async (stage) => {
  await stage.publish("@acme/listed", "1.0.0");

  expect(await stage.run(["access", "list", "packages", "@acme"])).toContain("@acme/listed");
  expect(await stage.run(["access", "list", "collaborators", "@acme/listed"])).toMatch(/ada.*read-write/);
};

const makesTeams: Proof = async (stage) => {
  await stage.run(["team", "create", "@acme:made"]);

  expect(await stage.fetched("-/org/acme/team?format=cli")).toContain("acme:made");
  expect(await stage.run(["team", "ls", "@acme"])).toContain("made");
  await stage.run(["team", "destroy", "@acme:made"]);
  expect(await stage.fetched("-/org/acme/team?format=cli")).not.toContain("acme:made");
};

const fillsTeams: Proof = async (stage) => {
  await stage.run(["team", "create", "@acme:filled"]);
  await stage.run(["team", "add", "@acme:filled", "eve"]);

  expect(await stage.run(["team", "ls", "@acme:filled"])).toContain("eve");
  await stage.run(["team", "rm", "@acme:filled", "eve"]);
  expect(await stage.fetched("-/team/acme/filled/user?format=cli")).toEqual([]);
};

const changesOrganisation: Proof = async (stage) => {
  await stage.run(["org", "set", "acme", "eve", "admin"]);

  expect(await stage.run(["org", "ls", "acme", "--json"])).toMatch(/"eve":\s*"admin"/);
  await stage.run(["org", "rm", "acme", "eve"]);
  expect(await stage.fetched("-/org/acme/user")).toEqual({ ada: "owner" });
  await stage.run(["org", "set", "acme", "eve", "developer"]);
};

const stars: Proof = async (stage) => {
  await stage.publish("@acme/starred", "1.0.0");
  await stage.run(["star", "@acme/starred"]);

  expect(await stage.run(["stars", "ada"])).toContain("@acme/starred");
  await stage.run(["unstar", "@acme/starred"]);
  expect(await stage.run(["stars", "ada"])).not.toContain("@acme/starred");
};

/** Who works with what, and what they like. */
export const sharing: readonly Row[] = [
  {
    command: "access get status, access set status",
    requests: "`GET /-/package/:name/visibility`, `POST /-/package/:name/access`",
    by: by(withAccess, changesStatus),
  },
  {
    command: "access grant, access revoke",
    requests: "`PUT /-/team/:org/:team/package`, `DELETE` of it",
    by: by(withAccess, grants),
  },
  {
    command: "access list",
    requests: "`GET /-/org/:org/package`, `GET /-/package/:name/collaborators`",
    by: by(withAccess, listsAccess),
  },
  {
    command: "team create, team ls, team destroy",
    requests: "`PUT /-/org/:org/team`, `DELETE /-/team/:org/:team`",
    by: by(withAccess, makesTeams),
    cannot: { "yarn-1": teamsOfYarn },
  },
  {
    command: "team add, team rm",
    requests: "`PUT /-/team/:org/:team/user`, `DELETE` of it",
    by: by(withAccess, fillsTeams),
    cannot: { "yarn-1": teamsOfYarn },
  },
  {
    command: "org set, org ls, org rm",
    requests: "`PUT /-/org/:org/user`, `GET` and `DELETE` of it",
    by: by(npms, changesOrganisation),
  },
  {
    command: "star, stars, unstar",
    requests: "`PUT /:name`, `PUT /-/user/v1/star`",
    by: by(["npm-11", "npm-10", ...pnpms], stars),
  },
];
