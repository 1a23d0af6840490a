import { type ErrorCode, errorCodes, ExpectedError } from "@larder/errors";

/** A registry refused: its own sentence, code and hint, with the status. */
export class RegistryError extends ExpectedError {
  readonly code: ErrorCode;
  readonly status: number;
  /** What was asked: the method and the URL, without credentials. */
  readonly request: string;

  constructor(answer: {
    readonly status: number;
    readonly request: string;
    readonly sentence: string;
    readonly code: ErrorCode;
    readonly hint?: string | undefined;
  }) {
    super(answer.sentence, answer.hint === undefined ? {} : { hint: answer.hint });
    this.code = answer.code;
    this.status = answer.status;
    this.request = answer.request;
  }
}

/** A registry could not be reached, stopped in the middle of an answer, or took too long. */
export class NetworkError extends ExpectedError {
  readonly code = "ENETWORK";
  readonly url: string;

  constructor(url: string, reason: string, cause?: unknown) {
    super(`\`${url}\` cannot be reached: ${reason}`, {
      // An archive may be anywhere, and what somebody else wrote into its path is nothing for a shell.
      hint: `Is the server running? Try \`curl -i ${new URL(url).origin}\``,
      cause,
    });
    this.url = url;
  }
}

/** A registry answered something that is not what was asked for. */
export class BadAnswerError extends ExpectedError {
  readonly code = "ENETWORK";
  readonly url: string;

  constructor(url: string, reason: string) {
    super(`\`${url}\` answered nonsense: ${reason}`, { hint: "Is it the URL of a registry?" });
    this.url = url;
  }
}

const codesByStatus: { readonly [status: number]: ErrorCode } = {
  400: "EBADREQUEST",
  401: "E401",
  403: "E403",
  404: "E404",
  405: "E405",
  408: "EUNAVAILABLE",
  409: "E409",
  413: "E413",
  422: "EVALIDATION",
  429: "E429",
};

/** Returns the error that `response` stands for; its body is read. */
export async function readRegistryError(request: Request, response: Response): Promise<RegistryError> {
  const body = parseErrorBody(await response.text().catch(() => ""));
  return errorOf(`${request.method} ${request.url}`, response, body);
}

/** Returns the error that a registry sent where its status had gone already. */
export function registryErrorOf(asked: string, status: number, body: object): RegistryError {
  return errorOf(asked, { status, statusText: "" }, readErrorBody(body));
}

function errorOf(
  asked: string,
  { status, statusText }: Pick<Response, "status" | "statusText">,
  { sentence, code, hint }: ErrorBody,
): RegistryError {
  const known = isErrorCode(code) ? code : (codesByStatus[status] ?? fallbackCode(status));
  return new RegistryError({
    status,
    request: asked,
    sentence: sentence ?? `${asked} was answered with ${status} ${statusText}`.trimEnd(),
    code: known,
    hint: hint ?? hintOf(known, asked),
  });
}

/** A registry that is no Larder says what it refuses at most, and not what to do. */
function hintOf(code: ErrorCode, asked: string): string | undefined {
  const url = asked.slice(asked.indexOf(" ") + 1);
  const registry = URL.canParse(url) ? `\`${new URL(url).origin}\`` : "the registry";
  switch (code) {
    case "E401":
      return `Log in to ${registry} with \`larder login\``;
    case "E403":
      return `Ask whoever runs ${registry} for the right to it`;
    case "E429":
    case "EUNAVAILABLE":
      return `Try again later; if it stays so, tell whoever runs ${registry}`;
    default:
      return undefined;
  }
}

function fallbackCode(status: number): ErrorCode {
  return status >= 500 ? "EUNAVAILABLE" : "EBADREQUEST";
}

function isErrorCode(text: string | undefined): text is ErrorCode {
  return text !== undefined && Object.hasOwn(errorCodes, text);
}

type ErrorBody = { readonly sentence?: string; readonly code?: string; readonly hint?: string };

/** npm registries say `{"error": "…"}` or `{"message": "…"}`; Larder adds a code and a hint. */
function parseErrorBody(text: string): ErrorBody {
  try {
    return readErrorBody(JSON.parse(text) as object | null);
  } catch {
    return {};
  }
}

function readErrorBody(body: object | null): ErrorBody {
  const fields: { readonly [key: string]: unknown } = { ...body };
  const sentence = textOf(fields["error"]) ?? textOf(fields["message"]);
  const code = textOf(fields["code"]);
  const hint = textOf(fields["hint"]);
  return {
    ...(sentence !== undefined && { sentence }),
    ...(code !== undefined && { code }),
    ...(hint !== undefined && { hint }),
  };
}

/** It comes into a text of ours, where a line of its own would look like one of ours. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return value.replaceAll(/\s+/g, " ").trim() || undefined;
}
