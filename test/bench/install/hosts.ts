/** What an installation is of: the same wants for every client. */
export type BenchHost = {
  readonly name: string;
  /** Exact versions; what they depend on is pinned by {@link recordedUntil}. */
  readonly wants: Readonly<Record<string, string>>;
  /** Other versions of some of them, for the update. */
  readonly updates: Readonly<Record<string, string>>;
};

/** Versions that were published later do not exist for the bench, so that runs of different days compare. */
export const recordedUntil = "2026-11-10T00:00:00.000Z";

const smallHost: BenchHost = {
  name: "50 packages",
  wants: {
    chalk: "5.6.2",
    commander: "15.1.0",
    fastify: "5.12.7",
    hono: "4.13.16",
    ws: "8.22.2",
    yaml: "2.9.1",
    zod: "4.6.6",
  },
  updates: { fastify: "5.12.8", hono: "4.13.17", zod: "4.6.7" },
};

const largeHost: BenchHost = {
  name: "800 packages",
  wants: {
    "@babel/core": "7.29.13",
    "@babel/preset-env": "7.29.7",
    astro: "7.3.5",
    eslint: "10.13.0",
    express: "4.22.3",
    jest: "30.5.2",
    mocha: "12.0.2",
    next: "16.4.5",
    prettier: "3.9.9",
    react: "19.3.1",
    "react-dom": "19.3.1",
    typescript: "5.9.3",
    webpack: "5.112.1",
    "webpack-cli": "7.3.1",
  },
  updates: {
    eslint: "10.14.0",
    express: "5.3.0",
    mocha: "12.0.3",
    next: "16.4.6",
    prettier: "3.9.10",
    webpack: "5.112.2",
  },
};

/** The hosts that are installed, the small one first. */
export const benchHosts: readonly BenchHost[] = [smallHost, largeHost];
