import { ExpectedError } from "@larder/errors";

/** A package speaks of a job that it has not. */
export class JobMissingError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: string;
  readonly job: string;
  /** The jobs that there are, sorted. */
  readonly jobs: readonly string[];

  constructor(packageName: string, job: string, jobs: readonly string[]) {
    const there = jobs.length === 0 ? "none" : jobs.map((name) => `\`${name}\``).join(", ");
    super(`\`${packageName}\` has no job \`${job}\`; there are ${there}`);
    this.packageName = packageName;
    this.job = job;
    this.jobs = jobs;
  }
}

/** A package adds more jobs than one may have. */
export class JobsFullError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;
  readonly jobsMax: number;

  constructor(packageName: string, jobsMax: number) {
    super(`\`${packageName}\` has ${jobsMax} jobs, which is the most`, {
      hint: "Let one job see to several things, or remove what is not needed any more",
    });
    this.packageName = packageName;
    this.jobsMax = jobsMax;
  }
}
