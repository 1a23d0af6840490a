import { Histogram, type MetricValueWithName, type Registry } from "prom-client";

const metricName = "larder_http_request_duration_seconds";
const metricHelp = "How long requests took until their answer began, by method, route and class of status";

/** Upper bounds of the buckets, in seconds: from a document in memory to an archive from far away. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

const classes = ["1xx", "2xx", "3xx", "4xx", "5xx"];

type Label = "method" | "route" | "status";

/**
 * Counts the requests of one method to one route, and how long they took.
 *
 * Whoever answers requests in a hurry keeps its meter: an observation is three additions, and makes no object.
 */
export class RouteMeter {
  readonly method: string;
  readonly route: string;
  /**
   * For each class of status: how many requests fell into each bucket, the last one being for those beyond. A busy
   * server would be through with 32 bits in some days.
   */
  readonly counts = new Float64Array(classes.length * (buckets.length + 1));
  /** For each class of status: the seconds in all. */
  readonly seconds = new Float64Array(classes.length);

  constructor(method: string, route: string) {
    this.method = method;
    this.route = route;
  }

  /** Counts a request that was answered with `status` after `ms`. */
  observe(status: number, ms: number): void {
    const statusClass = Math.min(Math.max(Math.trunc(status / 100), 1), classes.length) - 1;
    const seconds = ms / 1000;
    let bucket = 0;
    while (bucket < buckets.length && seconds > (buckets[bucket] ?? 0)) bucket += 1;
    const index = statusClass * (buckets.length + 1) + bucket;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.seconds[statusClass] = (this.seconds[statusClass] ?? 0) + seconds;
  }
}

/**
 * How long requests took, by method, pattern of the route and class of the status.
 *
 * The labels of prom-client cost an object and a sorted text at every observation; these are made when somebody
 * asks for them.
 */
export class RequestDurations extends Histogram<Label> {
  readonly #meters = new Map<string, RouteMeter>();

  constructor(register: Registry) {
    super({
      name: metricName,
      help: metricHelp,
      labelNames: ["method", "route", "status"],
      buckets,
      registers: [register],
    });
  }

  /** Returns the meter of a route; always the same one. `route` is a pattern: never part of a URL. */
  meterOf(method: string, route: string): RouteMeter {
    const key = `${method} ${route}`;
    let meter = this.#meters.get(key);
    if (meter === undefined) {
      meter = new RouteMeter(method, route);
      this.#meters.set(key, meter);
    }
    return meter;
  }

  /** What the base class makes its text of; made here from the meters instead. */
  async getForPromString(): Promise<object> {
    const values = [...this.#meters.values()].flatMap(valuesOf);
    return { name: metricName, help: metricHelp, type: "histogram", values, aggregator: "sum" };
  }
}

/** A bucket counts all that took no longer than its bound, so also those of the buckets before it. */
function valuesOf({ method, route, counts, seconds }: RouteMeter): MetricValueWithName<Label>[] {
  return classes.flatMap((status, statusClass) => {
    const labels = { method, route, status };
    const from = statusClass * (buckets.length + 1);
    const own = counts.subarray(from, from + buckets.length + 1);
    const total = own.reduce((sum, count) => sum + count, 0);
    if (total === 0) return [];
    let sum = 0;
    const cumulative = [...own].map((count, index) => {
      sum += count;
      const le = buckets[index] ?? "+Inf";
      return { metricName: `${metricName}_bucket`, labels: { ...labels, le } as typeof labels, value: sum };
    });
    return [
      ...cumulative,
      { metricName: `${metricName}_sum`, labels, value: seconds[statusClass] ?? 0 },
      { metricName: `${metricName}_count`, labels, value: total },
    ];
  });
}
