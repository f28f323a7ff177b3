import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A small server on this machine: answers by path, counts what it was asked. */
export interface TestServer {
  readonly url: string;
  readonly asked: string[];
  readonly answers: Map<string, Answer | string | object>;
  close(): Promise<void>;
}

export async function startServer(): Promise<TestServer> {
  const asked: string[] = [];
  const answers: TestServer["answers"] = new Map();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(404).end("no such page");
    else if (typeof answer === "function") (answer as Answer)(request, response);
    else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export const md5Of = (text: string): string => createHash("md5").update(text).digest("hex");

/** Lets a server offer a data set as OpenML would. */
export function offer(server: TestServer, id: number, name: string, arff: string, more: object = {}): void {
  const list = `/api/v1/json/data/list/data_name/${encodeURIComponent(name)}`;
  const found = { data: { dataset: [{ did: id, name, version: 1, status: "active" }] } };
  server.answers.set(`${list}/status/active`, found);
  server.answers.set(`${list}/data_version/1`, found);
  server.answers.set(`/api/v1/json/data/${id}`, {
    data_set_description: {
      id: String(id),
      name,
      version: "1",
      format: "ARFF",
      licence: "CC BY 4.0",
      description: "a test",
      url: `${server.url}/download/${id}.arff`,
      md5_checksum: md5Of(arff),
      default_target_attribute: "y,z",
      row_id_attribute: "row",
      ...more,
    },
  });
  server.answers.set(`/download/${id}.arff`, (_, response) => {
    response.setHeader("content-length", Buffer.byteLength(arff)).end(arff);
  });
}
