// SPEC.md §8. What a sandbox, or the process of sandboxes, may send once its code is no longer ours.
import { expect, test } from "vitest";

import { hostCodec } from "./host-codec.ts";
import { readLines } from "./runner/messages.ts";
import { findObstacle } from "./sandbox-pool.ts";
import { Peer } from "./wire/peer.ts";

function aHost(answers: (method: string | null, args: readonly unknown[]) => unknown = () => "answer"): {
  readonly peer: Peer;
  readonly sent: string[];
} {
  const sent: string[] = [];
  const options = { codec: hostCodec(), lasts: () => false, sharedMax: 100, answeringMax: 100, sentCharsMax: 10_000 };
  return { peer: new Peer(answers, { ...options, send: (text) => void sent.push(text) }), sent };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("[B10] what is no message is refused by name", () => {
  const { peer } = aHost();
  for (const text of ["", "null", "7", '"call"', "{}", "[]", '["other",1]', "[[[[[", '["call"'])
    expect(() => peer.receive(text)).toThrow(/no list|nothing of its type|JSON|Unexpected/);
});

test("[B10] forged references, replies and kinds are answered with a failure, or not at all", async () => {
  const { peer, sent } = aHost();
  const forged = [
    '["call",1,99,null,[]]',
    '["call",2,"__proto__",null,[]]',
    '["call",3,0,{"x":1},"no list"]',
    '["call",4,0,"m",[{"$":["context",0]}]]',
    '["call",5,0,"m",[{"$":["constructor"]}]]',
    '["call",6,0,"m",[{"$":"no list"}]]',
    '["call",7,0,"m",[{"$":["bytes","***"]}]]',
    `["call",8,0,"m",[{"$":["bigint","${"9".repeat(1_000_000)}"]}]]`,
    `["call",9,0,"m",${"[".repeat(2000)}${"]".repeat(2000)}]`,
    '["call",10,0,"m",[{"$":["response",{"status":9999,"headers":[],"body":null}]}]]',
    '["done",77,1]',
    '["fail",78,{"$":["error",{}]}]',
    '["free",0,0,1,2,"x"]',
  ];
  for (const text of forged) peer.receive(text);
  await settled();
  const answers = sent.map((text) => JSON.parse(text) as [string, number]);
  expect(answers.map(([type, id]) => `${type} ${id}`).toSorted()).toEqual(
    ["done 3", ...[1, 10, 2, 4, 5, 6, 7, 8, 9].map((id) => `fail ${id}`)].toSorted(),
  );
});

test("[B10] no prototype is reached by what crosses", async () => {
  const heard: unknown[] = [];
  const { peer } = aHost((_, args) => heard.push(...args));
  peer.receive(
    '["call",1,0,"m",[{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"toString":1}]]',
  );
  await settled();
  expect(heard).toHaveLength(1);
  expect(Object.getPrototypeOf(heard[0])).toBe(Object.prototype);
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect((heard[0] as { admin?: boolean }).admin).toBeUndefined();
});

test("[B10] a failure whose facts cannot cross is still told", async () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const { peer, sent } = aHost(() => {
    throw Object.assign(new Error("odd"), { details: cyclic });
  });
  peer.receive('["call",1,0,"m",[]]');
  await settled();
  expect(sent.join()).toContain('["fail",1,');
});

test("[B10] who asks for more at once than can be kept is refused", () => {
  const { peer } = aHost(() => new Promise(() => undefined));
  for (let id = 1; id <= 100; id += 1) peer.receive(`["call",${id},0,"m",[]]`);
  expect(() => peer.receive('["call",101,0,"m",[]]')).toThrow("More than 100 calls wait");
});

test("[B10] lines come whole in whatever pieces, and what is no line, or has no end, is refused", () => {
  const heard: unknown[] = [];
  const read = readLines(20, (line) => heard.push(line));
  for (const piece of ["t1 [", '"a"]\nc', "2 \n", "t3 ü\nt4 x\n"]) read(piece);
  expect(heard).toEqual([
    { letter: "t", vm: 1, text: '["a"]' },
    { letter: "c", vm: 2, text: "" },
    { letter: "t", vm: 3, text: "ü" },
    { letter: "t", vm: 4, text: "x" },
  ]);
  expect(() => readLines(20, () => undefined)("t1 ".repeat(10))).toThrow("longer than 20 characters");
  for (const line of ["\n", "t\n", "t \n", "tx y\n", "t1.5 y\n"]) {
    expect(() => readLines(20, () => undefined)(line)).toThrow("which sandbox");
  }
});

test("[B11] where Node cannot deny what it must, a sandbox is refused", () => {
  expect(findObstacle("24.9.0")).toBe("sandboxes need Node 26 or newer, and this is 24.9.0");
  expect(findObstacle("26.0.0")).toBeUndefined();
  expect(findObstacle("100.1.0")).toBeUndefined();
});
