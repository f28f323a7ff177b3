/** One buffer, made anew only when its length changes: whoever holds it allocates nothing in a solver's loop. */
export function scratch(): (length: number) => Float64Array {
  let buffer = new Float64Array(0);
  return (length) => {
    if (buffer.length !== length) buffer = new Float64Array(length);
    return buffer;
  };
}
