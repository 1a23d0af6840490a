import {
  findCurrentNumber,
  type Generation,
  HostError,
  listGenerations,
  readGeneration,
  readInstallRecords,
} from "@larder/host-directory";

/** One generation of a host, for people. */
export type HostGeneration = {
  readonly number: number;
  /** Does the host run it? */
  readonly current: boolean;
  /** When the host was last switched to it, ISO 8601, and by which command; absent when the history does not know. */
  readonly switchedAt?: string;
  readonly reason?: string;
  /** What it holds; absent when it is damaged. */
  readonly packages?: Generation["packages"];
  readonly instanceCount?: number;
  /** Why it cannot be used; absent when it can. */
  readonly damage?: string;
};

/** Lists the generations that a host can go to, the oldest first. */
export async function listHostGenerations(directory: string): Promise<readonly HostGeneration[]> {
  const current = await findCurrentNumber(directory);
  const records = await readInstallRecords(directory);
  const numbers = await listGenerations(directory);
  return await Promise.all(
    numbers.map(async (number) => {
      const record = records.findLast((candidate) => candidate.generation === number);
      return {
        number,
        current: number === current,
        ...(record !== undefined && { switchedAt: record.switchedAt, reason: record.reason }),
        ...(await describe(directory, number)),
      };
    }),
  );
}

async function describe(
  directory: string,
  number: number,
): Promise<Pick<HostGeneration, "packages" | "instanceCount" | "damage">> {
  try {
    const { packages, instanceCount } = await readGeneration(directory, number);
    return { packages, instanceCount };
  } catch (error) {
    if (error instanceof HostError) return { damage: error.message };
    throw error;
  }
}
