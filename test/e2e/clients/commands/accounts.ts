import { expect } from "vitest";

import { collectOutput, type Finished } from "../../../support/larder-process.ts";
import { logInToNpm, type NpmClient } from "../../../support/npm-clients.ts";
import { by, npms, pnpms, type Proof, type Row, yarns } from "../row.ts";
import { password, type Stage } from "../stage.ts";

function whoamiArguments({ kind }: NpmClient): readonly string[] {
  if (kind === "yarn") return ["npm", "whoami"];
  return kind === "bun" ? ["pm", "whoami"] : ["whoami"];
}

async function whoami(client: NpmClient): Promise<{ readonly code: number | null; readonly output: string }> {
  const { code, stdout, stderr } = await client.run(whoamiArguments(client), client.home);
  return { code, output: stdout + stderr };
}

const pings: Proof = async (stage) => {
  expect(await stage.run(["ping"])).toMatch(/pong/i);
};

const saysWho: Proof = async (stage) => {
  const nobody = await whoami(await stage.another("nobody"));

  expect(await whoami(stage.client)).toMatchObject({ code: 0, output: expect.stringContaining("ada") });
  expect(nobody.code).not.toBe(0);
};

/** Answers the questions of a login one after the other, as a person does. */
function answerQuestions(
  client: NpmClient,
  args: readonly string[],
  answers: readonly [RegExp, string][],
): Promise<Finished> {
  const child = client.start(args);
  const left = [...answers];
  let asked = "";
  const answer = (chunk: unknown): void => {
    asked += String(chunk);
    const [question, text] = left[0] ?? [];
    if (question?.test(asked) !== true) return;
    left.shift();
    asked = "";
    child.stdin?.write(`${text}\n`);
  };
  child.stdout?.on("data", answer);
  child.stderr?.on("data", answer);
  return collectOutput(child);
}

type LogIn = (client: NpmClient) => Promise<Finished>;

const logIns: { readonly [kind in "npm" | "yarn"]: LogIn } = {
  npm: (client) => logInToNpm(client, { name: "eve", password }),
  yarn: (client) =>
    answerQuestions(
      client,
      ["npm", "login"],
      [
        [/Username/, "eve"],
        [/Password/, password],
      ],
    ),
};

function logsIn(name: keyof typeof logIns): Proof {
  return async (stage) => {
    const client = await stage.another("login");
    const { code, stdout, stderr } = await logIns[name](client);

    expect(code, `${stdout}${stderr}`).toBe(0);
    expect((await whoami(client)).output).toContain("eve");
  };
}

/** Starts a login in the browser and logs `eve` in on the page that it names; Yarn first asks whether to open it. */
async function logInOnPage(client: NpmClient, args: readonly string[]): Promise<Finished> {
  const child = client.start(args);
  const ended = collectOutput(child);
  if (client.kind === "yarn") child.stdin?.write("n\n");
  const page = await new Promise<string>((resolve, reject) => {
    let text = "";
    const look = (chunk: unknown): void => {
      text += String(chunk);
      const url = /http:\S+\/-\/v1\/login\/[\w-]+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("close", () => reject(new Error(`${client.name} login ended before it named a page: ${text}`)));
  });
  await fetch(page, {
    method: "POST",
    body: new URLSearchParams({ name: "eve", password }),
    headers: { accept: "text/html", origin: new URL(page).origin },
  });
  return ended;
}

function logsInOnPage(...args: readonly string[]): Proof {
  return async (stage) => {
    const client = await stage.another("web-login");
    const { code, stdout, stderr } = await logInOnPage(client, args);

    expect(code, `${stdout}${stderr}`).toBe(0);
    expect((await whoami(client)).output).toContain("eve");
  };
}

const logsOut: Proof = async (stage) => {
  const token = await stage.tokenOfEve();
  const client = await stage.another("logout", token);
  const { code, stdout, stderr } = await client.run(["logout"], client.home);

  expect(code, `${stdout}${stderr}`).toBe(0);
  expect((await whoami(client)).code).not.toBe(0);
  await expectTokenIsGone(stage, token);
};

/** Yarn only forgets the token that its login brought. */
const logsOutOfYarn: Proof = async (stage) => {
  const client = await stage.another("logout");
  await logIns.yarn(client);
  const before = await whoami(client);
  const { code, stdout, stderr } = await client.run(["npm", "logout"], client.home);

  expect([before.code, code], `${stdout}${stderr}`).toEqual([0, 0]);
  expect((await whoami(client)).code).not.toBe(0);
};

async function expectTokenIsGone(stage: Stage, token: string): Promise<void> {
  const { status } = await fetch(`${stage.registry.url}/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  expect(status).toBe(401);
}

const getsProfile: Proof = async (stage) => {
  expect(await stage.run(["profile", "get", "--json"])).toMatch(/"name":\s*"ada"/);
};

const setsProfile: Proof = async (stage) => {
  await stage.run(["profile", "set", "email", "ada@example.com"]);

  expect(await stage.run(["profile", "get", "email"])).toContain("ada@example.com");
};

type ListedToken = { readonly key: string; readonly name?: string };

const makesTokens: Proof = async (stage) => {
  const eve = await stage.another("tokens", await stage.tokenOfEve());
  const args = ["token", "create", "--read-only", "--json"];
  const npmArguments = [...args, "--name=made", "--expires=7", `--password=${password}`];
  const child = eve.start(eve.kind === "pnpm" ? args : npmArguments);
  child.stdin?.end(`${password}\n`);
  const made = await collectOutput(child);
  // npm 10 asks for the password in front of its answer.
  const { token } = JSON.parse(made.stdout.slice(made.stdout.indexOf("{"))) as { token: string };

  expect((await whoami(await stage.another("made", token))).output).toContain("eve");
};

const listsTokens: Proof = async (stage) => {
  const listed = JSON.parse(await stage.run(["token", "list", "--json"])) as readonly ListedToken[];

  expect(listed.length).toBeGreaterThan(0);
};

const revokesTokens: Proof = async (stage) => {
  const token = await stage.tokenOfEve();
  const eve = await stage.another("revoking", token);
  const { stdout } = await eve.run(["token", "list", "--json"], eve.home);
  const keys = (JSON.parse(stdout) as readonly ListedToken[]).map(({ key }) => key);
  for (const key of keys) await eve.run(["token", "revoke", key], eve.home);

  await expectTokenIsGone(stage, token);
};

/** Who somebody is, and what they may log in with. */
export const accounts: readonly Row[] = [
  { command: "ping", requests: "`GET /-/ping`", by: by([...npms, ...pnpms], pings) },
  {
    command: "whoami",
    requests: "`GET /-/whoami`",
    isShort: true,
    by: by([...npms, ...pnpms, ...yarns, "bun"], saysWho),
  },
  {
    command: "log in with a password",
    requests: "`PUT /-/user/org.couchdb.user:…`",
    by: { ...by(npms, logsIn("npm")), ...by(yarns, logsIn("yarn")) },
  },
  {
    command: "log in in the browser",
    requests: "`POST /-/v1/login`",
    isShort: true,
    by: {
      ...by(npms, logsInOnPage("login", "--auth-type=web")),
      ...by(pnpms, logsInOnPage("login")),
      yarn: logsInOnPage("npm", "login", "--web-login"),
    },
  },
  {
    command: "log out",
    requests: "`DELETE /-/user/token/…`",
    by: { ...by([...npms, ...pnpms], logsOut), ...by(yarns, logsOutOfYarn) },
  },
  { command: "profile get", requests: "`GET /-/npm/v1/user`", by: by([...npms, "pnpm", "pnpm-10"], getsProfile) },
  { command: "profile set", requests: "`POST /-/npm/v1/user`", by: by([...npms, "pnpm", "pnpm-10"], setsProfile) },
  { command: "token create", requests: "`POST /-/npm/v1/tokens`", by: by([...npms, "pnpm", "pnpm-10"], makesTokens) },
  { command: "token list", requests: "`GET /-/npm/v1/tokens`", by: by([...npms, "pnpm", "pnpm-10"], listsTokens) },
  {
    command: "token revoke",
    requests: "`DELETE /-/npm/v1/tokens/token/…`",
    by: by([...npms, "pnpm", "pnpm-10"], revokesTokens),
  },
];
