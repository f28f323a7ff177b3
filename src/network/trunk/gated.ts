import { chain, type Trunk } from "./trunk.ts";

/** Experts that all tasks share and that are one task's own, and a gate a task, linear in what comes in, that mixes those it can see, its own first. */
export const gated = (shared: number, own: number): Pick<Trunk, "least" | "grow"> => ({
  least: 1,
  grow(plan, from, hidden, T) {
    const common = Array.from({ length: shared }, () => chain(plan, from, hidden));
    const mixtures = Array.from({ length: T }, (_, task) => {
      const of = [...Array.from({ length: own }, () => chain(plan, from, hidden, task)), ...common];
      return { of, gates: plan.gates(from, of.length, { task }), task };
    });
    return plan.mix(true, mixtures);
  },
});
