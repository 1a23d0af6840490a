// @ts-check
import { service } from "@larder/sdk";

/**
 * What this package uses of the meter of `@examples/analytics`.
 *
 * @typedef {object} Meter
 * @property {(name: string, help: string, amount?: number) => Promise<void>} count
 * @property {(name: string, help: string, value: number) => Promise<void>} set
 */

/** Tokens compare by their id, so this package names the service without importing the one that provides it. */
export const Meter = /** @type {typeof service<Meter, "analytics.meter">} */ (service)("analytics.meter");
