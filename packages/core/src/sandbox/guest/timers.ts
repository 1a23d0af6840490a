type TimerHost = {
  readonly wake: (id: number, ms: number) => void;
  readonly cancel: (id: number) => void;
};

type Task = { readonly run: () => void; readonly everyMs: number | undefined };

/** Returns `setTimeout` and its like, over a host that wakes by number, unless it is told not to. */
export function createTimers({ wake, cancel }: TimerHost): {
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
    wake(lastId, delayMs);
    return lastId;
  }

  function clear(id: unknown): void {
    // What is waited for no longer takes none of the room that timers have.
    if (tasks.delete(Number(id))) cancel(Number(id));
  }

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
      else wake(id, task.everyMs);
      task.run();
    },
  };
}
