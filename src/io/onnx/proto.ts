import { PbfWriter } from "pbf";

/** What tensors are made of, by the numbers of `TensorProto.DataType`. */
export const types = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type Type = keyof typeof types;

/** Numbers in the type that they have in a file; bytes are booleans. */
export type Data = Float64Array | Float32Array | BigInt64Array | Uint8Array | readonly string[];

/** A constant of a graph. */
export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Data;
}

/** An input or an output of a graph; sizes that are not known have a name. */
export interface Port {
  readonly name: string;
  readonly type: Type;
  readonly dims: readonly (number | string)[];
}

export interface Operation {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, number | readonly number[]>>;
}

export interface ModelFile {
  readonly version: string;
  readonly operations: readonly Operation[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** ONNX 1.14: the first whose `Equal` compares texts. */
const opset = 19;
const irVersion = 9;

/** The bytes of a `ModelProto`; the numbers are those of the fields in onnx.proto3. */
export function writeModel(model: ModelFile): Uint8Array {
  const out = new PbfWriter();
  out.writeVarintField(1, irVersion);
  out.writeStringField(2, "polytask");
  out.writeStringField(3, model.version);
  out.writeMessage(7, writeGraph, model);
  out.writeMessage(8, (_, own) => own.writeVarintField(2, opset), undefined);
  for (const entry of Object.entries(model.metadata)) out.writeMessage(14, writeEntry, entry);
  return out.finish();
}

function writeGraph({ operations, constants, inputs, outputs }: ModelFile, out: PbfWriter): void {
  for (const operation of operations) out.writeMessage(1, writeOperation, operation);
  out.writeStringField(2, "polytask");
  for (const constant of constants) out.writeMessage(5, writeConstant, constant);
  for (const port of inputs) out.writeMessage(11, writePort, port);
  for (const port of outputs) out.writeMessage(12, writePort, port);
}

function writeOperation({ op, inputs, outputs, attributes }: Operation, out: PbfWriter): void {
  for (const name of inputs) out.writeStringField(1, name);
  for (const name of outputs) out.writeStringField(2, name);
  out.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) out.writeMessage(5, writeAttribute, attribute);
}

/** An integer, or several. */
function writeAttribute([name, value]: readonly [string, number | readonly number[]], out: PbfWriter): void {
  out.writeStringField(1, name);
  if (typeof value === "number") out.writeVarintField(3, value);
  else for (const one of value) out.writeVarintField(8, one);
  out.writeVarintField(20, typeof value === "number" ? 2 : 7);
}

/** The type of a constant's data. */
export function typeOf(data: Data): Type {
  if (data instanceof Float64Array) return "double";
  if (data instanceof Float32Array) return "float";
  if (data instanceof BigInt64Array) return "int64";
  return data instanceof Uint8Array ? "bool" : "string";
}

function writeConstant({ name, dims, data }: Constant, out: PbfWriter): void {
  for (const size of dims) out.writeVarintField(1, size);
  out.writeVarintField(2, types[typeOf(data)]);
  out.writeStringField(8, name);
  if ("buffer" in data) out.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  else for (const text of data) out.writeStringField(6, text);
}

function writePort({ name, type, dims }: Port, out: PbfWriter): void {
  out.writeStringField(1, name);
  out.writeMessage(2, (_, own) => own.writeMessage(1, writeTensorType, { type, dims }), undefined);
}

function writeTensorType({ type, dims }: Pick<Port, "type" | "dims">, out: PbfWriter): void {
  out.writeVarintField(1, types[type]);
  out.writeMessage(2, writeDims, dims);
}

function writeDims(dims: Port["dims"], out: PbfWriter): void {
  for (const size of dims)
    out.writeMessage(
      1,
      (_, own) => {
        if (typeof size === "number") own.writeVarintField(1, size);
        else own.writeStringField(2, size);
      },
      undefined,
    );
}

function writeEntry([key, value]: readonly [string, string], out: PbfWriter): void {
  out.writeStringField(1, key);
  out.writeStringField(2, value);
}
