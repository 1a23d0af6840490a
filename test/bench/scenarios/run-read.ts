import { createHash } from "node:crypto";

import type { Dispatcher } from "undici";

import { driveSteadily } from "../measure/drive.ts";
import { type Exchange, exchange, type ExchangeRequest } from "../measure/exchange.ts";
import { decodedBody, type Expectation, expectationOf } from "../measure/expectation.ts";
import { openPool } from "../measure/open-pool.ts";
import { type Sample, takeSample } from "../measure/sample.ts";
import type { Target } from "../targets/target.ts";
import type { ReadScenario } from "./read-scenarios.ts";

const abbreviated = "application/vnd.npm.install-v1+json";

/** A read that was proven to be what it is meant to be, on one target. */
export type PreparedRead = {
  readonly request: ExchangeRequest;
  readonly expected: Expectation;
  /** The answer to the request when it is not conditional, as the bare server gives it. */
  readonly answer: Exchange;
};

/**
 * Reads once what the scenario measures, and proves that it is that: all versions, the archive's own bytes, the
 * encoding that was asked for, 304 where the client has it, and a refusal where it sends no token.
 */
export async function prepareRead(
  target: Target,
  scenario: ReadScenario,
  published: ReadonlyMap<string, string>,
): Promise<PreparedRead> {
  await using pool = openPool(target.url, 1);
  const request = requestFor(scenario, target.token);
  const answer = await exchange(pool.dispatcher, request, { keepBody: true });
  assertMeant(target, scenario, answer, published);
  if (scenario.authenticated && target.name !== "bare") await assertRefusesStrangers(pool.dispatcher, target, scenario);
  if (!scenario.conditional) return { request, answer, expected: expectationOf(answer) };

  const conditional = { ...request, headers: { ...request.headers, "if-none-match": String(answer.headers.etag) } };
  const unchanged = await exchange(pool.dispatcher, conditional, { keepBody: true });
  assertThat(
    unchanged.status === 304 && unchanged.bytes === 0,
    target,
    scenario,
    `answers ${unchanged.status}, not 304`,
  );
  return { request: conditional, answer, expected: expectationOf(unchanged) };
}

/** Sends a prepared read for `durationMs` and returns what it cost. */
export async function runRead(
  target: Target,
  scenario: ReadScenario,
  { request, expected, durationMs }: PreparedRead & { readonly durationMs: number },
): Promise<Sample> {
  const { connections } = scenario;
  await using pool = openPool(target.url, connections);
  return await takeSample(target, () => driveSteadily(pool.dispatcher, { request, expected, connections, durationMs }));
}

function requestFor(scenario: ReadScenario, token: string | undefined): ExchangeRequest {
  const { name } = scenario.fixture;
  return {
    method: "GET",
    path: scenario.document === "tarball" ? `/${name}/-/${name}-1.0.0.tgz` : `/${name.replace("/", "%2f")}`,
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

function assertMeant(
  target: Target,
  scenario: ReadScenario,
  answer: Exchange,
  published: ReadonlyMap<string, string>,
): void {
  const { name, versions } = scenario.fixture;
  const body = decodedBody(answer);
  assertThat(
    answer.status === 200,
    target,
    scenario,
    `answers ${answer.status}, not 200: ${body.toString("utf8", 0, 300)}`,
  );
  const encoding = answer.headers["content-encoding"] ?? "identity";
  assertThat(encoding === scenario.acceptEncoding, target, scenario, `answers in ${encoding}`);
  if (scenario.document === "tarball") {
    const integrity = `sha512-${createHash("sha512").update(body).digest("base64")}`;
    assertThat(
      integrity === published.get(`${name}@1.0.0`),
      target,
      scenario,
      "serves other bytes than were published",
    );
    return;
  }
  assertThat(String(answer.headers["content-type"]).includes(abbreviated), target, scenario, "is not abbreviated");
  const listed = Object.entries((JSON.parse(body.toString()) as AbbreviatedPackument).versions);
  assertThat(listed.length === versions, target, scenario, `lists ${listed.length} versions, not ${versions}`);
  for (const [version, { dist }] of listed) {
    assertThat(dist.integrity === published.get(`${name}@${version}`), target, scenario, `has another ${version}`);
  }
}

async function assertRefusesStrangers(dispatcher: Dispatcher, target: Target, scenario: ReadScenario): Promise<void> {
  const { status } = await exchange(dispatcher, requestFor(scenario, undefined), { keepBody: true });
  assertThat(status >= 401 && status <= 404, target, scenario, `answers a stranger with ${status}`);
}

function assertThat(holds: boolean, target: Target, scenario: ReadScenario, otherwise: string): void {
  if (!holds) throw new Error(`${target.name} does not do what \`${scenario.title}\` measures: it ${otherwise}`);
}
