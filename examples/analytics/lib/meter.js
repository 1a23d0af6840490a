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
  /** @type {Map<string, readonly string[]>} */
  const labelNames = new Map();
  const metrics = { registry, labelNames };
  return {
    async count(name, help, amount = 1, labels = {}) {
      if (amount < 0) throw error(`The counter \`${name}\` cannot fall`, "negative_amount", { name, amount });
      metricOf(metrics, Counter, { name, help, labels }).inc({ ...labels }, amount);
    },
    async set(name, help, value, labels = {}) {
      metricOf(metrics, Gauge, { name, help, labels }).set({ ...labels }, value);
    },
    async observe(name, help, value, labels = {}) {
      metricOf(metrics, Histogram, { name, help, labels }).observe({ ...labels }, value);
    },
    async list() {
      const known = await registry.getMetricsAsJSON();
      return known
        .map(({ name, help, type }) => ({ name, help, type: String(type) }))
        .toSorted((left, right) => (left.name < right.name ? -1 : 1));
    },
    read: (name, labels = {}) => readSamples(registry, name, labels),
    expose: () => registry.metrics(),
  };
}

/**
 * @typedef {object} Metrics
 * @property {Registry} registry
 * @property {Map<string, readonly string[]>} labelNames The labels that each metric was made with.
 */

/**
 * @template {Counter | Gauge | Histogram} M
 * @param {Metrics} metrics
 * @param {new (configuration: { name: string, help: string, labelNames: string[], registers: Registry[] }) => M} Kind
 * @param {{ name: string, help: string, labels: Labels }} wanted
 * @returns {M}
 */
function metricOf({ registry, labelNames }, Kind, { name, help, labels }) {
  const known = registry.getSingleMetric(name);
  if (known instanceof Kind) {
    assertLabels(name, labels, labelNames.get(name) ?? []);
    return known;
  }
  if (known !== undefined) throw error(`\`${name}\` is a metric of another type`, "other_type", { name });
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw error(`\`${name}\` cannot name a metric`, "bad_name", { name });
  for (const label of Object.keys(labels)) {
    const isUsable = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) && label !== "le";
    if (!isUsable) throw error(`\`${label}\` cannot name a label`, "bad_name", { name, label });
  }
  labelNames.set(name, Object.keys(labels));
  return new Kind({ name, help, labelNames: Object.keys(labels), registers: [registry] });
}

/**
 * A metric has the labels of its first use.
 *
 * @param {string} name
 * @param {Labels} labels
 * @param {readonly string[]} names
 */
function assertLabels(name, labels, names) {
  const other = Object.keys(labels).find((label) => !names.includes(label));
  if (other === undefined) return;
  const list = names.length === 0 ? "none" : names.map((label) => `\`${label}\``).join(", ");
  throw error(`The labels of \`${name}\` are ${list}, not \`${other}\``, "other_labels", { name, label: other });
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
