import { type Generation, HostError, readGeneration } from "@larder/host-directory";

/** Returns generation `number` of a host; `undefined` when it is damaged or not there. */
export async function findGeneration(directory: string, number: number): Promise<Generation | undefined> {
  try {
    return await readGeneration(directory, number);
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}
