// @ts-check
import { Meter } from "../lib/meter.js";

/** @import { ActionContext } from "@larder/sdk" */

/** Seconds between two beats. */
export const interval = 15;

export const needs = { meter: Meter };

/**
 * Counts a beat every 15 seconds: where the count stands still, the host does.
 *
 * @param {ActionContext<typeof needs>} context
 */
export async function job({ meter }) {
  await meter.count("host_heartbeats_total", "How many beats of 15 seconds the host has lived");
}
