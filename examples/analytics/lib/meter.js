// @ts-check
import { error, service } from "@larder/sdk";
import { Counter, Gauge, Histogram } from "prom-client";

/** @import { Registry } from "prom-client" */

/**
 * @typedef {{ readonly [name: string]: string }} Labels
 * @typedef {{ readonly name: string, readonly labels: Labels, readonly value: number }} Sample
 * @typedef {{ readonly name: string, readonly help: string, readonly type: string }} Metric
 *
 * @typedef {object} Meter
 * @property {(name: string, help: string, amount?: number, labels?: Labels) => Promise<void>} count
 *   Adds to a counter, 1 when no amount is given.
 * @property {(name: string, help: string, value: number, labels?: Labels) => Promise<void>} set Sets a gauge.
 * @property {(name: string, help: string, value: number, labels?: Labels) => Promise<void>} observe
 *   Puts a value into a histogram.
 * @property {() => Promise<readonly Metric[]>} list Every metric that was used so far, by name.
 * @property {(name: string, labels?: Labels) => Promise<readonly Sample[]>} read
 *   The samples of a metric that carry `labels`.
 * @property {() => Promise<string>} expose Everything in Prometheus's text format.
 */

/** What other packages measure with: `needs: { meter: Meter }`, or their own token of the same id. */
export const Meter = /** @type {typeof service<Meter, "analytics.meter">} */ (service)("analytics.meter");

/**
 * Returns a meter over `registry`. A metric is made when it is used first, with the labels of that use.
 *
 * @param {Registry} registry
 * @returns {Meter}
 */
export function createMeter(registry) {
  return {
    async count(name, help, amount = 1, labels = {}) {
      if (amount < 0) throw error(`The counter \`${name}\` cannot fall`, "negative_amount", { name, amount });
      metricOf(registry, Counter, { name, help, labels }).inc({ ...labels }, amount);
    },
    async set(name, help, value, labels = {}) {
      metricOf(registry, Gauge, { name, help, labels }).set({ ...labels }, value);
    },
    async observe(name, help, value, labels = {}) {
      metricOf(registry, Histogram, { name, help, labels }).observe({ ...labels }, value);
    },
    async list() {
      const metrics = await registry.getMetricsAsJSON();
      return metrics
        .map(({ name, help, type }) => ({ name, help, type: String(type) }))
        .toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },
    read: (name, labels = {}) => readSamples(registry, name, labels),
    expose: () => registry.metrics(),
  };
}

/**
 * @template {Counter | Gauge | Histogram} M
 * @param {Registry} registry
 * @param {new (configuration: { name: string, help: string, labelNames: string[], registers: Registry[] }) => M} Kind
 * @param {{ name: string, help: string, labels: Labels }} wanted
 * @returns {M}
 */
function metricOf(registry, Kind, { name, help, labels }) {
  const known = registry.getSingleMetric(name);
  if (known instanceof Kind) return known;
  if (known !== undefined) throw error(`\`${name}\` is a metric of another type`, "other_type", { name });
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw error(`\`${name}\` cannot name a metric`, "bad_name", { name });
  return new Kind({ name, help, labelNames: Object.keys(labels), registers: [registry] });
}

/**
 * @param {Registry} registry
 * @param {string} name
 * @param {Labels} labels
 * @returns {Promise<readonly Sample[]>}
 */
async function readSamples(registry, name, labels) {
  const metric = registry.getSingleMetric(name);
  if (metric === undefined) throw error(`There is no metric \`${name}\``, "unknown_metric", { name });
  const { values } = await metric.get();
  return values
    .map((sample) => ({
      name: "metricName" in sample && typeof sample.metricName === "string" ? sample.metricName : name,
      labels: Object.fromEntries(Object.entries(sample.labels).map(([key, value]) => [key, String(value)])),
      value: sample.value,
    }))
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value));
}
