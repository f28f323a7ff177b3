import { readNumbers } from "../check/numbers.ts";
import { reject, said } from "../check/reject.ts";
import type { Moments } from "./moments.ts";
import type { GroupStatistics } from "./task-statistics.ts";

type Numbers = "meanX" | "meanY" | "restX" | "restY" | "gram" | "cross" | "square";

/** `Moments` as plain data. */
type MomentsDescription = Readonly<Record<Numbers, readonly number[]> & Pick<Moments, "count" | "weight">>;

/** Statistics as plain data: fit for JSON and for ever. */
export interface TaskStatisticsDescription {
  readonly kind: "TaskStatistics";
  readonly version: 1;
  readonly p: number;
  readonly T: number;
  readonly taskNames?: readonly string[];
  readonly featureNames?: readonly string[];
  readonly groups: readonly { readonly tasks: readonly number[]; readonly moments: MomentsDescription }[];
}

/** The moments of groups as plain data. */
export const describeGroups = (groups: readonly GroupStatistics[]): TaskStatisticsDescription["groups"] =>
  groups.map(({ tasks, moments: { count, weight, meanX, meanY, restX, restY, gram, cross, square } }) => ({
    tasks: [...tasks],
    moments: {
      ...{ count, weight, meanX: [...meanX], meanY: [...meanY], restX: [...restX], restY: [...restY] },
      ...{ gram: [...gram], cross: [...cross], square: [...square] },
    },
  }));

/** The groups again; refuses what are no statistics of p features and T tasks. */
export function readGroups(where: string, given: TaskStatisticsDescription): readonly GroupStatistics[] {
  if (given?.kind !== "TaskStatistics")
    reject("value", where, 'an object of kind "TaskStatistics"', given?.kind);
  if (given.version !== 1)
    reject("value", `${where} version`, "1, the newest this library knows", given.version);
  const { p, T, taskNames, featureNames, groups } = given;
  for (const [name, value] of Object.entries({ p, T }))
    if (!Number.isInteger(value) || value < 1) reject("shape", `${where} ${name}`, "a count >= 1", value);
  checkNames(`${where} taskNames`, taskNames, T);
  checkNames(`${where} featureNames`, featureNames, p);
  if (!Array.isArray(groups)) reject("shape", `${where} groups`, "a list", groups);
  const tasks = groups.flatMap((group) => group?.tasks ?? []);
  if ([...tasks].sort((a, b) => a - b).some((t, k) => t !== k) || tasks.length !== T)
    reject(
      "shape",
      `${where} groups`,
      `every task from 0 to ${T - 1} once`,
      said(tasks.join(", ") || "none"),
    );
  return groups.map((group, k) => ({
    tasks: [...group.tasks],
    moments: readMoments(`${where} groups[${k}]`, group.moments, p, group.tasks.length),
  }));
}

function checkNames(where: string, names: readonly string[] | undefined, size: number): void {
  const named = names === undefined || (Array.isArray(names) && names.length === size);
  if (!named || names?.some((name) => typeof name !== "string")) reject("shape", where, `${size} names`, names); // biome-ignore format: one line
}

function readMoments(where: string, given: MomentsDescription, p: number, T: number): Moments {
  const { count, weight } = given ?? {};
  if (!Number.isInteger(count) || count < 0) reject("value", `${where} count`, "a count >= 0", count);
  if (!Number.isFinite(weight) || weight < 0)
    reject("value", `${where} weight`, "a finite number >= 0", weight);
  const read = (name: Numbers, size: number): Float64Array =>
    readNumbers(`${where} ${name}`, given[name], size);
  return {
    ...{ count, weight, meanX: read("meanX", p), meanY: read("meanY", T), restX: read("restX", p) },
    ...{ restY: read("restY", T), gram: read("gram", (p * (p + 1)) / 2), cross: read("cross", p * T) },
    square: read("square", T),
  };
}
