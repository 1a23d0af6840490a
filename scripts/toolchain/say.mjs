/**
 * Tells the user what is being done. Always on stderr: stdout belongs to the command.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
