import { expect, test } from "vitest";

import { parseHostManifest } from "./parse-host-manifest.ts";

const parse = (accounts: unknown): unknown =>
  parseHostManifest(JSON.stringify({ registries: { home: "http://127.0.0.1:5273" }, accounts })).accounts;

const acme = { issuer: "https://id.acme.example", clientId: "larder" };

test("a host without the section says nothing of accounts", () => {
  expect(parseHostManifest("registries: { home: http://127.0.0.1:5273 }")).not.toHaveProperty("accounts");
});

test("a provider that is found by its issuer lets nobody sign up and brings no role, unless told", () => {
  expect(parse({ providers: { acme } })).toEqual({
    session: { idleMs: 43_200_000, absoluteMs: 604_800_000 },
    roles: {},
    proxies: [],
    providers: [
      {
        id: "acme",
        title: "acme",
        server: { type: "issuer", issuer: "https://id.acme.example" },
        clientId: "larder",
        clientSecretVariable: undefined,
        scope: "openid email profile",
        claims: { subject: "sub", account: "email", roles: undefined },
        roleMap: {},
        domains: [],
        signUp: false,
        userInfo: [],
      },
    ],
  });
});

test("everything of accounts can be said", () => {
  const urls = {
    authorizationUrl: "https://git.example/authorize",
    tokenUrl: "https://git.example/token",
    userInfoUrl: "https://git.example/user",
  };
  const git = {
    ...urls,
    title: "Git",
    clientId: "l",
    clientSecret: "${GIT_SECRET}",
    scope: "user",
    subject: "id",
    account: "login",
    roles: { claim: "teams", map: { core: ["admin"], docs: "editors" } },
    domains: ["ACME.example"],
    signUp: true,
    userInfo: ["name"],
  };
  const accounts = {
    session: { idle: "30m", absolute: "1d" },
    roles: { editors: ["notes.write"] },
    proxies: ["10.0.0.0/8", "::1"],
    providers: { git },
  };

  expect(parse(accounts)).toEqual({
    session: { idleMs: 1_800_000, absoluteMs: 86_400_000 },
    roles: { editors: ["notes.write"] },
    proxies: ["10.0.0.0/8", "::1"],
    providers: [
      {
        id: "git",
        title: "Git",
        server: { type: "endpoints", ...urls },
        clientId: "l",
        clientSecretVariable: "GIT_SECRET",
        scope: "user",
        claims: { subject: "id", account: "login", roles: "teams" },
        roleMap: { core: ["admin"], docs: ["editors"] },
        domains: ["acme.example"],
        signUp: true,
        userInfo: ["name"],
      },
    ],
  });
});

test.each([
  [{ session: { idle: "soon" } }, "must be a time such as"],
  [{ session: { idle: "0m" } }, "must be longer"],
  [{ roles: { admin: ["x"] } }, "must not describe `admin`"],
  [{ roles: { "Not a word": [] } }, "must be a word in lower case"],
  [{ proxies: ["everywhere"] }, "must be an address or a range"],
  [{ proxies: ["10.0.0.0/33"] }, "must be an address or a range"],
  [{ providers: { acme: { ...acme, clientSecret: "hunter2" } } }, "must name a variable"],
  [{ providers: { acme: { ...acme, issuer: "http://id.acme.example" } } }, "must be an https URL"],
  [{ providers: { acme: { ...acme, tokenUrl: "https://id.acme.example/token" } } }, "needs either `issuer`"],
  [{ providers: { acme: { clientId: "larder" } } }, "needs either `issuer`"],
  [{ providers: { acme: { ...acme, clientID: "x" } } }, "clientID"],
])("%j is refused with the reason", (accounts, reason) => {
  expect(() => parse(accounts)).toThrow(reason);
});
