/** Returns what makes a test's random choices: `LARDER_SEED`, to repeat a run, else another number each time. */
export function testSeed(): number {
  return Number(process.env["LARDER_SEED"] ?? Date.now() % 1_000_000);
}
