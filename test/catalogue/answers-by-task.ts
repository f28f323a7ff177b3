/** Answers in all their forms by task: what it predicts, and under `task:probabilities` its probabilities row after row. */
export function answersByTask(answers: unknown, tasks: readonly string[]): Record<string, unknown[]> {
  const { predict, predictProba } = answers as Record<"predict" | "predictProba", unknown>;
  const own: Record<string, unknown[]> = {};
  const list = (values: unknown) => Array.from(values as ArrayLike<unknown>);
  const numbers = (matrix: unknown) => (matrix as { to1DArray(): number[] }).to1DArray();
  for (const [t, task] of tasks.entries()) {
    if (predict && typeof (predict as { getColumn?: unknown }).getColumn === "function")
      own[task] = (predict as { getColumn(t: number): number[] }).getColumn(t);
    else if (!Array.isArray(predict) && !ArrayBuffer.isView(predict))
      own[task] = list((predict as Record<string, unknown>)[task]);
    else if (ArrayBuffer.isView(predict)) own[task] = list(predict);
    else if (ArrayBuffer.isView(predict[0])) own[task] = list(predict[t]);
    else own[task] = (predict as unknown[][]).map((row) => row[t]);
    const shares = Array.isArray(predictProba)
      ? predictProba[t]
      : (predictProba as Record<string, unknown> | undefined)?.[task];
    if (shares) own[`${task}:probabilities`] = numbers(shares);
  }
  return own;
}
