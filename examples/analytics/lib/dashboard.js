// @ts-check

/**
 * @typedef {object} PanelWish
 * @property {string} metric
 * @property {string} [title]
 * @property {string} [type] What Prometheus calls the metric: counter, gauge, histogram.
 * @property {string} [unit] A unit of Grafana, such as `s`, `bytes` or `short`.
 */

/** What a {@link PanelWish} must be when it comes from outside. */
export const panelWishSchema = {
  type: "object",
  required: ["metric"],
  additionalProperties: false,
  properties: {
    metric: { type: "string", pattern: "^[a-zA-Z_:][a-zA-Z0-9_:]*$" },
    title: { type: "string" },
    type: { enum: ["counter", "gauge", "histogram", "summary"] },
    unit: { type: "string" },
  },
};

const columns = 2;
const panelWidth = 24 / columns;
const panelHeight = 8;

/**
 * Returns one panel of a Grafana dashboard. A counter is shown as its growth, a histogram as its 95th percentile, since
 * neither means anything as it stands.
 *
 * @param {PanelWish} wish
 * @param {number} [position] where it stands on the dashboard, counted from 0
 */
export function buildPanel({ metric, title = metric, type = "gauge", unit = "short" }, position = 0) {
  return {
    id: position + 1,
    type: "timeseries",
    title,
    datasource: { type: "prometheus", uid: "${datasource}" },
    gridPos: {
      x: (position % columns) * panelWidth,
      y: Math.floor(position / columns) * panelHeight,
      w: panelWidth,
      h: panelHeight,
    },
    targets: [{ refId: "A", expr: queryFor(metric, type), legendFormat: "__auto" }],
    fieldConfig: { defaults: { unit: type === "counter" ? "ops" : unit }, overrides: [] },
    options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "none" } },
  };
}

/**
 * Returns a Grafana dashboard that can be imported as it is: one panel a metric, and a choice of data source.
 *
 * @param {{ title: string, metrics: readonly PanelWish[] }} wish
 */
export function buildDashboard({ title, metrics }) {
  return {
    uid: slugOf(title),
    title,
    tags: ["larder"],
    schemaVersion: 39,
    timezone: "browser",
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Data source" }],
    },
    panels: metrics.map((wish, position) => buildPanel(wish, position)),
  };
}

/**
 * @param {string} metric
 * @param {string} type
 */
function queryFor(metric, type) {
  if (type === "counter") return `sum(rate(${metric}[$__rate_interval]))`;
  if (type !== "histogram") return metric;
  return `histogram_quantile(0.95, sum by (le) (rate(${metric}_bucket[$__rate_interval])))`;
}

/**
 * Grafana takes up to 40 letters, digits and dashes.
 *
 * @param {string} title
 */
function slugOf(title) {
  const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return slug.slice(0, 40).replaceAll(/^-|-$/g, "") || "dashboard";
}
