import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

import type { SqlState } from "@larder/sql";
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";

import type { BreakerFacts } from "../origins/breaker.ts";
import type { CacheFacts } from "../packuments/cache-facts.ts";
import { RequestDurations } from "./request-durations.ts";

/** What is looked up only when somebody asks for the metrics, by name. */
export type MetricSources = {
  readonly caches: () => { readonly [cache: string]: CacheFacts };
  readonly uplinks: () => { readonly [uplink: string]: BreakerFacts };
  readonly database: () => SqlState;
};

/** The metrics of one registry, as Prometheus reads them. */
export class Metrics {
  readonly requests: RequestDurations;
  /** Requests that are being answered. */
  inFlight = 0;
  readonly #published: Counter;
  readonly #sentTogether: Counter;
  readonly #limited: Counter<"budget">;
  readonly #register = new Registry();

  constructor() {
    const registers = [this.#register];
    this.requests = new RequestDurations(this.#register);
    this.#published = new Counter({
      name: "larder_published_versions_total",
      help: "Versions published here",
      registers,
    });
    this.#sentTogether = new Counter({
      name: "larder_archives_sent_together_total",
      help: "Archives that were sent in an answer with others",
      registers,
    });
    this.#limited = new Counter({
      name: "larder_rate_limited_requests_total",
      help: "Requests refused since too many came, by budget",
      labelNames: ["budget"],
      registers,
    });
    this.#gauge("larder_http_requests_in_flight", "Requests that are being answered", "", () => [["", this.inFlight]]);
    const labels = { version: ownVersion(), node: process.versions.node };
    const labelNames = Object.keys(labels);
    new Gauge({ name: "larder_build_info", help: "Always 1; its labels say what runs", labelNames, registers }).set(
      labels,
      1,
    );
  }

  /** Counts versions that were published. */
  countPublished(versions: number): void {
    this.#published.inc(versions);
  }

  /** Counts an archive that is sent with others. */
  countSentTogether(): void {
    this.#sentTogether.inc();
  }

  /** Counts a request that was refused. */
  countLimited(budget: string): void {
    this.#limited.inc({ budget });
  }

  /** Says where to look for what is only known when somebody asks. */
  watch({ caches, uplinks, database }: MetricSources): void {
    this.#gauge("larder_cache_bytes", "Bytes in a cache", "cache", () => entries(caches(), ({ bytes }) => bytes));
    this.#counter("larder_cache_hits_total", "What a cache had", "cache", () => entries(caches(), ({ hits }) => hits));
    this.#counter("larder_cache_misses_total", "What a cache did not have", "cache", () =>
      entries(caches(), ({ misses }) => misses),
    );
    this.#gauge("larder_uplink_breaker_open", "1 while an uplink is not asked, since it fails", "uplink", () =>
      entries(uplinks(), ({ isOpen }) => Number(isOpen)),
    );
    this.#counter(
      "larder_uplink_answers_total",
      "Questions that an uplink answered, also with a refusal",
      "uplink",
      () => entries(uplinks(), ({ answered }) => answered),
    );
    this.#counter(
      "larder_uplink_failures_total",
      "Questions that an uplink did not answer, or not to the end",
      "uplink",
      () => entries(uplinks(), ({ failed }) => failed),
    );
    this.#counter("larder_uplink_not_asked_total", "Questions that an open breaker kept from an uplink", "uplink", () =>
      entries(uplinks(), ({ notAsked }) => notAsked),
    );
    this.#gauge("larder_database_waiting", "Transactions that wait for a connection", "", () => [
      ["", database().waiting],
    ]);
    this.#counter("larder_database_waits_total", "Transactions that had to wait for a connection", "", () => [
      ["", database().waits],
    ]);
    this.#gauge("larder_database_up", "1 while the database answers", "", () => [["", Number(database().isAnswering)]]);
  }

  /** Returns all metrics in the text format of Prometheus, those of the process among them. */
  async text(): Promise<string> {
    return `${await processMetrics().metrics()}\n${await this.#register.metrics()}`;
  }

  #gauge(name: string, help: string, label: string, read: () => (readonly [string, number])[]): void {
    const metric = new Gauge({
      name,
      help,
      labelNames: label === "" ? [] : [label],
      registers: [],
      collect() {
        for (const [value, number] of read()) this.set(label === "" ? {} : { [label]: value }, number);
      },
    });
    this.#register.registerMetric(metric);
  }

  /** A counter that somebody else keeps. */
  #counter(name: string, help: string, label: string, read: () => (readonly [string, number])[]): void {
    const metric = new Counter({
      name,
      help,
      labelNames: label === "" ? [] : [label],
      registers: [],
      collect() {
        this.reset();
        for (const [value, number] of read()) this.inc(label === "" ? {} : { [label]: value }, number);
      },
    });
    this.#register.registerMetric(metric);
  }
}

function entries<Facts>(
  all: { readonly [name: string]: Facts },
  pick: (facts: Facts) => number,
): (readonly [string, number])[] {
  return Object.entries(all).map(([name, facts]) => [name, pick(facts)] as const);
}

function ownVersion(): string {
  const path = findPackageJSON(import.meta.url);
  if (path === undefined) throw new Error("This package has no package.json");
  return String((JSON.parse(readFileSync(path, "utf8")) as { version?: unknown }).version);
}

let ofProcess: Registry | undefined;

/** CPU, memory, garbage collection and the lag of the event loop: one process has them once, from when they were first asked for. */
function processMetrics(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
