import { reject, said } from "../check/reject.ts";

const types = { F64: Float64Array, F32: Float32Array, I32: Int32Array, U32: Uint32Array, U8: Uint8Array };

type Type = keyof typeof types;

/** Arrays that a file can hold. */
export type Tensor = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

interface Entry {
  readonly dtype: Type;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

type Metadata = Readonly<Record<string, string>>;

/** The header of a file apart from its arrays' bytes, as it is signed. */
export interface Layout {
  readonly metadata: Metadata;
  readonly entries: readonly (readonly [string, Entry])[];
  readonly data: Uint8Array<ArrayBuffer>;
}

export const isTensor = (value: unknown): value is Tensor =>
  Object.values(types).some((Class) => (value as object | null)?.constructor === Class);

/** Lays arrays one after the other, each at a multiple of 8 bytes from the start where its items are that wide. */
export function layOut(metadata: Metadata, tensors: readonly Tensor[]): Layout {
  const wideFirst = [...tensors.entries()].sort(
    ([i, a], [j, b]) => b.BYTES_PER_ELEMENT - a.BYTES_PER_ELEMENT || i - j,
  );
  const data = new Uint8Array(tensors.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let end = 0;
  const entries = wideFirst.map(([k, tensor]) => {
    const first = end;
    data.set(new Uint8Array(tensor.buffer, tensor.byteOffset, tensor.byteLength), first);
    end += tensor.byteLength;
    const dtype = (Object.keys(types) as Type[]).find((type) => types[type] === tensor.constructor)!;
    return [`t${k}`, { dtype, shape: [tensor.length], data_offsets: [first, end] }] as const;
  });
  return { metadata, entries, data };
}

/** The bytes of a file: the length of its header, the header, the arrays. */
export function writeTensors({ metadata, entries, data }: Layout): Uint8Array<ArrayBuffer> {
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const length = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + data.length).fill(32, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + length);
  return bytes;
}

/** Reads the header; refuses what is truncated, and arrays that leave a gap, overlap or do not end with the file. */
export function readLayout(where: string, bytes: Uint8Array): Layout {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8)
    reject("value", where, "a whole safetensors file", said(`${bytes.length} bytes, which end too soon`));
  const header = readHeader(where, bytes.subarray(8, 8 + length));
  const data = new Uint8Array(bytes.subarray(8 + length)); // a copy: the slice of a Buffer is none
  const { __metadata__: metadata = {}, ...tensors } = header as { __metadata__?: Metadata };
  const entries = Object.entries(tensors as Record<string, Entry>);
  let end = 0;
  for (const [name, entry] of entries) {
    const width = Object.hasOwn(types, entry?.dtype) ? types[entry.dtype].BYTES_PER_ELEMENT : Number.NaN;
    const [first, last] = Array.isArray(entry?.data_offsets) ? entry.data_offsets : [];
    const count = Array.isArray(entry?.shape) && entry.shape.length === 1 ? entry.shape[0]! : Number.NaN;
    if (!Number.isInteger(count) || count < 0 || first !== end || last !== end + width * count)
      reject("shape", `${where} array ${name}`, "a known type and bytes that follow those before it", entry);
    end = last;
  }
  if (end !== data.length)
    reject("shape", where, `${end} bytes of arrays, as its header says`, said(`${data.length}`));
  return { metadata, entries, data };
}

/** The arrays of a layout by their names. */
export const tensorsOf = ({ entries, data }: Layout): ReadonlyMap<string, Tensor> =>
  new Map(
    entries.map(
      ([
        name,
        {
          dtype,
          data_offsets: [first, end],
        },
      ]) => [name, new types[dtype](data.buffer.slice(first, end))],
    ),
  );

function readHeader(where: string, bytes: Uint8Array): object {
  const rule = "a safetensors file with a header in JSON";
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null && !Array.isArray(header)) return header;
  } catch (cause) {
    reject("value", where, rule, said("another"), { cause });
  }
  return reject("value", where, rule, said("another"));
}
