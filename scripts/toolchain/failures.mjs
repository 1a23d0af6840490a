import { Refusal } from "./refusal.mjs";
import { wanted } from "./wanted.mjs";

const networkFailure =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network|META_FETCH_FAIL|ERR_PNPM_FETCH_5\d\d|tunneling socket|error sending request/i;
const staleLockfile = /ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_CONFIG_MISMATCH/;
const brokenLockfile = /ERR_PNPM_BROKEN_LOCKFILE|ERR_PNPM_LOCKFILE_BREAKING_CHANGE|ERR_PNPM_NO_LOCKFILE/;

/**
 * Why the toolchain could not be fetched, as one sentence.
 *
 * @param {string} output what npm printed
 */
export function explainFetchFailure(output) {
  const tools = `Node ${wanted.node} and pnpm ${wanted.pnpm}`;
  if (networkFailure.test(output)) {
    return new Refusal(
      `${tools} could not be fetched, because the npm registry does not answer`,
      "Check the network and `npm config get registry`, then run the same command again.",
    );
  }
  return new Refusal(
    `${tools} could not be fetched: ${reasonIn(output)}`,
    `Install them yourself, then run the same command again.`,
  );
}

/**
 * Why the dependencies could not be installed, as one sentence.
 *
 * @param {string} output what pnpm printed
 */
export function explainInstallFailure(output) {
  if (staleLockfile.test(output)) {
    return new Refusal(
      "`pnpm-lock.yaml` does not fit the package.json files",
      "Run `pnpm install --no-frozen-lockfile` and commit the lockfile, or check out both from the same commit.",
    );
  }
  if (brokenLockfile.test(output)) {
    return new Refusal("`pnpm-lock.yaml` is missing or damaged", "Restore it with `git checkout pnpm-lock.yaml`.");
  }
  if (networkFailure.test(output)) {
    return new Refusal(
      "The dependencies could not be installed, because the npm registry does not answer",
      "Check the network and `npm config get registry`, then run the same command again.",
    );
  }
  return new Refusal(`The dependencies could not be installed: ${reasonIn(output)}`, `pnpm printed:\n${output}`);
}

/** @param {string} output */
function reasonIn(output) {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.find((line) => /\berr(or)?\b|ERR_/i.test(line)) ?? lines.find(Boolean) ?? "no reason was given";
}
