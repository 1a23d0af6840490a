/** An answer of the double that says no, with the code that S3 has for it. */
export class S3Refusal extends Error {
  readonly status: number;

  constructor(status: number, name: string) {
    super(`The double of S3 refuses: ${name}`);
    this.status = status;
    this.name = name;
  }
}

/** Returns the document that S3 sends with a refusal. */
export function formatRefusal({ name, message }: S3Refusal): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${name}</Code><Message>${message}</Message></Error>`;
}
