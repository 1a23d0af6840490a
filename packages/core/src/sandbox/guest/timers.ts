type Task = { readonly run: () => void; readonly everyMs: number | undefined };

/** Returns `setTimeout` and its like, over a host that wakes by number. */
export function createTimers(wakeAfter: (id: number, ms: number) => void): {
  readonly globals: { readonly [name: string]: unknown };
  /** Runs the task `id`, unless it was cleared. */
  readonly wake: (id: number) => void;
} {
  const tasks = new Map<number, Task>();
  let lastId = 0;

  function start(
    task: (...args: readonly unknown[]) => void,
    ms: unknown,
    args: readonly unknown[],
    repeats: boolean,
  ): number {
    const delayMs = Math.max(1, Number(ms) || 0);
    lastId += 1;
    tasks.set(lastId, { run: () => task(...args), everyMs: repeats ? delayMs : undefined });
    wakeAfter(lastId, delayMs);
    return lastId;
  }

  const clear = (id: unknown): void => void tasks.delete(Number(id));
  return {
    globals: {
      setTimeout: (task: () => void, ms?: number, ...args: readonly unknown[]) => start(task, ms, args, false),
      setInterval: (task: () => void, ms?: number, ...args: readonly unknown[]) => start(task, ms, args, true),
      clearTimeout: clear,
      clearInterval: clear,
    },
    wake(id) {
      const task = tasks.get(id);
      if (task === undefined) return;
      if (task.everyMs === undefined) tasks.delete(id);
      else wakeAfter(id, task.everyMs);
      task.run();
    },
  };
}
