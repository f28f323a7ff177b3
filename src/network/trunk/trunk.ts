import { reject, said } from "../../check/reject.ts";
import { type Activation, NetworkPlan, type Units } from "../../kernel/network-plan.ts";
import { stretchesOf } from "../own-inputs.ts";

/** How tasks share the hidden layers. */
export interface Trunk {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** How many hidden layers it has to have at least. */
  readonly least: 0 | 1;
  /** Adds the hidden layers, of so many units each, to a plan that has what comes in; answers what every task reads. */
  grow(plan: NetworkPlan, from: Units, hidden: readonly number[], T: number): Units[];
}

export const isTrunk = (value: unknown): value is Trunk =>
  typeof value === "object" && value !== null && typeof (value as Partial<Trunk>).grow === "function";

/** What a network is made of, but for its weights. */
export interface NetworkForm {
  /** Units from the features to the last hidden layer. */
  readonly units: readonly number[];
  readonly activation: Activation;
  readonly trunk: Trunk;
  /** How wide every task's inputs are, where they are its own. */
  readonly inputs?: readonly number[] | undefined;
  /** The units of every task's own layers before the trunk. */
  readonly adapters: readonly number[];
}

/** The plan of a network whose tasks have so many outputs each. With adapters there is a column a task behind the features, 1 in its rows. */
export function planOf(form: NetworkForm, columns: readonly number[]): NetworkPlan {
  const { units, activation, trunk, adapters } = form;
  const [p, ...hidden] = units;
  const T = columns.length;
  const adapted = adapters.length > 0 ? stretchesOf(form.inputs) : undefined;
  const plan = new NetworkPlan(adapted ? p! + T : p!, activation);
  const { features } = plan;
  const own = adapted?.map((stretch, task) => chain(plan, { ...features, ...stretch }, adapters, task));
  const gates = { ...features, first: p!, count: T };
  const [from] = own ? plan.mix(false, [{ of: own, gates }]) : [features];
  plan.answer(trunk.grow(plan, from!, hidden, T), columns);
  return plan;
}

/** Refuses a network without the hidden layers that its trunk asks for. */
export function checkTrunk(where: string, { name, least }: Trunk, hidden: readonly number[]): void {
  if (hidden.length < least)
    reject("pair", `${where} hidden`, `a hidden layer, as ${name} asks for`, said("none"));
}

/** A trunk as plain data, and such data as a trunk. */
export interface TrunkDescription {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export const describeTrunk = ({ name, parameters }: Trunk): TrunkDescription => ({ name, parameters });

/** Layers of so many units, one reading the other; all tasks share them, or they are one's own. */
export const chain = (plan: NetworkPlan, from: Units, hidden: readonly number[], task?: number): Units =>
  hidden.reduce((last, count) => plan.layer(last, count, { task }), from);
