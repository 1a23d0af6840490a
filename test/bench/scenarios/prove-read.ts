import { createHash } from "node:crypto";

import type { Dispatcher } from "undici";

import { lastVersionOf } from "../fill/fixture-versions.ts";
import type { Fixture } from "../fill/fixtures.ts";
import type { PublishedIntegrities } from "../fill/publish-fixtures.ts";
import type { ExpectedRead } from "../measure/drive.ts";
import { type Exchange, exchange, type ExchangeRequest } from "../measure/exchange.ts";
import { decodedBody, expectationOf } from "../measure/expectation.ts";
import type { Target } from "../targets/target.ts";
import type { ReadScenario } from "./read-scenarios.ts";

const abbreviated = "application/vnd.npm.install-v1+json";

/** A read, what every answer to it must be, and the answer itself. */
export type ProvenRead = ExpectedRead & { readonly answer: Exchange };

type Meant = {
  readonly target: Target;
  readonly scenario: ReadScenario;
  readonly fixture: Fixture;
  readonly published: PublishedIntegrities;
};

/**
 * Reads once what the scenario measures of `fixture`, and proves that it is that: all versions, the archive's own
 * bytes, the encoding that was asked for, 304 where the client has it, and a refusal where it sends no token.
 */
export async function proveRead(dispatcher: Dispatcher, meant: Meant): Promise<ProvenRead> {
  const { target, scenario, fixture } = meant;
  const request = requestFor(scenario, fixture, target.token);
  const answer = await exchange(dispatcher, request, { keepBody: true });
  assertMeant(meant, answer);
  if (scenario.authenticated && target.name !== "bare") await assertRefusesStrangers(dispatcher, meant);
  if (!scenario.conditional) return { request, answer, expected: expectationOf(answer) };

  const conditional = { ...request, headers: { ...request.headers, "if-none-match": String(answer.headers.etag) } };
  const unchanged = await exchange(dispatcher, conditional, { keepBody: true });
  assertThat(unchanged.status === 304 && unchanged.bytes === 0, meant, `answers ${unchanged.status}, not 304`);
  return { request: conditional, answer, expected: expectationOf(unchanged) };
}

function requestFor(scenario: ReadScenario, fixture: Fixture, token: string | undefined): ExchangeRequest {
  const { name } = fixture;
  const archive = `/${name}/-/${name}-${lastVersionOf(fixture)}.tgz`;
  return {
    method: "GET",
    path: scenario.document === "tarball" ? archive : `/${name.replace("/", "%2f")}`,
    headers: {
      accept: scenario.document === "tarball" ? "*/*" : abbreviated,
      "accept-encoding": scenario.acceptEncoding,
      ...(scenario.authenticated && token !== undefined ? { authorization: `Bearer ${token}` } : {}),
    },
  };
}

type AbbreviatedPackument = {
  readonly versions: Readonly<Record<string, { readonly dist: { readonly integrity: string } }>>;
};

function assertMeant(meant: Meant, answer: Exchange): void {
  const { scenario, fixture, published } = meant;
  const { name, versions } = fixture;
  const body = decodedBody(answer);
  assertThat(answer.status === 200, meant, `answers ${answer.status}, not 200: ${body.toString("utf8", 0, 300)}`);
  const encoding = answer.headers["content-encoding"] ?? "identity";
  assertThat(encoding === scenario.acceptEncoding, meant, `answers in ${encoding}`);
  if (scenario.document === "tarball") {
    const integrity = `sha512-${createHash("sha512").update(body).digest("base64")}`;
    const isSame = integrity === published.get(`${name}@${lastVersionOf(fixture)}`);
    return assertThat(isSame, meant, "serves other bytes than were published");
  }
  assertThat(String(answer.headers["content-type"]).includes(abbreviated), meant, "is not abbreviated");
  const listed = Object.entries((JSON.parse(body.toString()) as AbbreviatedPackument).versions);
  assertThat(listed.length === versions, meant, `lists ${listed.length} versions of ${name}, not ${versions}`);
  for (const [version, { dist }] of listed) {
    assertThat(dist.integrity === published.get(`${name}@${version}`), meant, `has another ${name}@${version}`);
  }
}

async function assertRefusesStrangers(dispatcher: Dispatcher, meant: Meant): Promise<void> {
  const stranger = requestFor(meant.scenario, meant.fixture, undefined);
  const { status } = await exchange(dispatcher, stranger, { keepBody: true });
  assertThat(status >= 401 && status <= 404, meant, `answers a stranger with ${status}`);
}

function assertThat(holds: boolean, { target, scenario }: Meant, otherwise: string): void {
  if (!holds) throw new Error(`${target.name} does not do what \`${scenario.title}\` measures: it ${otherwise}`);
}
