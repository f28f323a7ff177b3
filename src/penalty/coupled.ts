import { type Coupling, couplingValue, isIdle, meanOf } from "./coupling.ts";
import { type Elimination, eliminate } from "./elimination.ts";
import type { Coupled, Penalty, Proximal, Shape } from "./penalty.ts";
import { scratch } from "./scratch.ts";
import { checkGraph, componentsOf, type TaskGraph } from "./task-graph.ts";

type Title = Pick<Penalty, "name" | "parameters">;

/**
 * A coupling as a penalty of its own. Its prox is W (I + step B)⁻¹ row by row, where B leaves means alone: what is left of the
 * mean goes through the eliminated (1 + step mean) I + step strength L. It is kept until the step changes.
 */
export function coupled(form: Coupling, { name, parameters }: Title): Coupled & Proximal {
  const { mean, strength, graph } = form;
  const check = (shape: Shape): void => checkGraph(graph, shape);
  const rowOf = scratch();
  const baseOf = scratch();
  const kept: { T: number; step: number; factor: Elimination | undefined; first: Int32Array } = {
    T: -1,
    step: Number.NaN,
    factor: undefined as Elimination | undefined,
    first: new Int32Array(0),
  };
  const flows = { T: -1, factor: undefined as Elimination | undefined };
  return {
    name,
    parameters,
    zero: isIdle(form),
    coupling: { form, rest: undefined },
    betweenTasks: true,
    check,
    value(W, shape) {
      check(shape);
      return couplingValue(form, W, shape.T);
    },
    prox(W, step, shape) {
      check(shape);
      if (step === 0 || isIdle(form)) return;
      const { T } = shape;
      if (kept.T !== T || kept.step !== step) {
        const factor = eliminate(graph, T, step * strength, 1 + step * mean);
        if (kept.T !== T) kept.first = mean > 0 ? new Int32Array(T) : firstsOf(graph, T);
        Object.assign(kept, { T, step, factor });
      }
      const base = baseOf(T);
      for (let from = 0; from < W.length; from += T) {
        for (let t = 0; t < T; t++) base[t] = W[from + kept.first[t]!]!;
        for (let t = 0; t < T; t++) W[from + t]! -= base[t]!; // columns that are equal stay so to the last digit
        const centre = mean > 0 ? meanOf(W, from, T) : 0;
        for (let t = 0; t < T; t++) W[from + t]! -= centre;
        kept.factor!.solve(W, from);
        for (let t = 0; t < T; t++) W[from + t]! += base[t]! + centre;
      }
    },
    /** 1/2 tr(Z B⁺ Zᵀ), and Infinity where a row does not add up to 0 over tasks that hang together. */
    conjugate(Z, shape) {
      check(shape);
      const { T } = shape;
      if (flows.T !== T) Object.assign(flows, { T, factor: eliminate(graph, T, strength, mean) });
      const row = rowOf(T);
      let sum = 0;
      for (let from = 0; from < Z.length; from += T) {
        if (mean > 0 && !isLevel(Z, from, T)) return Infinity;
        for (let t = 0; t < T; t++) row[t] = Z[from + t]!;
        sum += flows.factor!.energy(row);
      }
      return sum;
    },
  };
}

/** A coupling beside another penalty: g(W) + 1/2 tr(W B Wᵀ), for solvers that fold the square into the loss. */
export function withCoupling(rest: Penalty, form: Coupling, { name, parameters }: Title): Coupled {
  return {
    name,
    parameters,
    coupling: { form, rest },
    betweenTasks: true,
    check(shape) {
      checkGraph(form.graph, shape);
      rest.check?.(shape);
    },
    value: (W: Float64Array, shape: Shape) => rest.value(W, shape) + couplingValue(form, W, shape.T),
  };
}

/** For every task the first of those that it hangs together with. */
function firstsOf(graph: TaskGraph, T: number): Int32Array {
  const { of } = componentsOf(graph, T);
  return of.map((component) => of.indexOf(component));
}

/** Whether T numbers add up to 0, but for rounding. */
function isLevel(Z: Float64Array, from: number, T: number): boolean {
  let [sum, size] = [0, 0];
  for (let k = from; k < from + T; k++) {
    sum += Z[k]!;
    size += Math.abs(Z[k]!);
  }
  return Math.abs(sum) <= 1e-10 * size;
}
