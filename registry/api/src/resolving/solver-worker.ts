import { ExpectedError } from "@larder/errors";
import { type AbbreviatedPackument, readResolutionDocument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import { answerResolve } from "@larder/registry-client/resolving";
import { LRUCache } from "lru-cache";
import { parentPort, workerData } from "node:worker_threads";

import { Guesses } from "./guesses.ts";
import { OpenQuestion, UnavailableDocumentError } from "./open-question.ts";
import type { FromSolver, Refusal, SolverSettings, ToSolver } from "./thread-messages.ts";

/*
 * The thread in which a registry solves. It knows no callers and no rights: it is told, name by name, which
 * document counts for a question, and keeps what it has read by what it says.
 */

/** What a parsed document takes, beside its text. */
const heapFactor = 4;

const port = parentPort;
if (port === null) throw new Error("This file runs in a thread of its own");
const { publicUrl, documentBytesMax } = workerData as SolverSettings;
const documents = new LRUCache<string, AbbreviatedPackument>({ maxSize: documentBytesMax });
const questions = new Map<number, OpenQuestion>();
const send = (message: FromSolver): void => port.postMessage(message);

port.on("message", (message: ToSolver) => {
  const { id } = message;
  if (message.type === "leave") {
    questions.delete(id);
    return;
  }
  send({ type: "working", id });
  if (message.type === "question") void answer(message);
  else if (message.type === "found") findDocuments(id, message.keys);
  else if (message.type === "documents") readDocuments(id, message.bytes);
  else questions.get(id)?.fail(message.names);
  // All that follows from the message has been done when the loop comes round again.
  setImmediate(send, { type: "resting", id });
});

async function answer({ id, body, wantsGuesses }: Extract<ToSolver, { type: "question" }>): Promise<void> {
  const question = new OpenQuestion((names) => send({ type: "find", id, names }));
  questions.set(id, question);
  const guesses = new Guesses(body, (packages) => send({ type: "guesses", id, packages }));
  try {
    const source = { fetch: (name: PackageName) => question.fetch(name) };
    const answered = await answerResolve(body, source, wantsGuesses ? (manifest) => guesses.add(manifest) : undefined);
    guesses.tellAll();
    if (questions.delete(id)) send({ type: "answer", id, answer: answered });
  } catch (error) {
    if (questions.delete(id)) send(failureOf(id, error));
  }
}

function findDocuments(id: number, keys: Extract<ToSolver, { type: "found" }>["keys"]): void {
  const question = questions.get(id);
  if (question === undefined) return;
  const unread: string[] = [];
  for (const [name, key] of keys) {
    const known = key === undefined ? undefined : documents.get(key);
    if (key === undefined || known !== undefined) question.settle(name, known);
    else {
      question.expect(key, name);
      unread.push(key);
    }
  }
  if (unread.length > 0) send({ type: "read", id, keys: unread });
}

function readDocuments(id: number, bytes: Extract<ToSolver, { type: "documents" }>["bytes"]): void {
  const question = questions.get(id);
  const decoder = new TextDecoder();
  for (const [key, text] of bytes) {
    const document = documents.get(key) ?? readResolutionDocument(decoder.decode(text), publicUrl);
    documents.set(key, document, { size: text.length * heapFactor + 1 });
    question?.arrive(key, document);
  }
}

function failureOf(id: number, error: unknown): FromSolver {
  if (error instanceof UnavailableDocumentError) return { type: "unavailable", id, name: error.packageName };
  if (error instanceof ExpectedError) return { type: "refusal", id, refusal: refusalOf(error) };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: "bug", id, message, stack };
}

function refusalOf({ code, message, hint }: ExpectedError): Refusal {
  return { code, message, hint };
}
