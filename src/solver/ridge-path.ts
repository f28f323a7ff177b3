import { f64, openArena } from "../kernel/arena.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import { pooled } from "../statistics/pooled.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { openSpectra } from "./coupled/spectra.ts";
import type { RoadSettings } from "./roads.ts";
import type { Linear } from "./validation.ts";

type Settings = Pick<RoadSettings, "fitIntercept" | "taskWeight">;

/** Ridge on data that are opened once: w_t = U (values + alpha)⁻¹ Uᵀ c_t, whatever the strength. */
export interface RidgePath {
  /** W and b of a strength; the next call overwrites them. */
  at(alpha: number): Linear;
  close(): void;
}

/** min F(W) + alpha/2 ‖W‖²: one eigendecomposition for all tasks on the same rows. */
export function openRidgePath(statistics: TaskStatistics, settings: Settings): RidgePath {
  const { p, T, groups } = statistics;
  const spectra = openSpectra(statistics, settings);
  const { blocks, close } = openArena({ C: f64(T * p), V: f64(T * p), W: f64(T * p) });
  const [C, V, W] = [spectra.slab(blocks.C), spectra.slab(blocks.V), spectra.slab(blocks.W)];
  spectra.load(spectra.cross, W);
  spectra.turn(W, C, "in");
  const coef = zeros(p, T);
  return {
    at(alpha) {
      const [c, v] = [C.values, V.values];
      for (const { from, count, values } of spectra.parts) {
        for (let row = from * p; row < (from + count) * p; row += p) {
          for (let j = 0; j < p; j++) {
            const below = values[j]! + alpha;
            v[row + j] = below > 0 ? c[row + j]! / below : 0;
          }
        }
      }
      spectra.turn(V, W, "out");
      spectra.store(W, coef.data);
      return { coef, intercept: interceptsOf(settings.fitIntercept ? groups : [], coef.data, T) };
    },
    close() {
      close();
      spectra.close();
    },
  };
}

/** The same with one w for all tasks, each with its own intercept. */
export function openPooledPath(statistics: TaskStatistics, settings: Settings): RidgePath {
  const { p, T, groups, meanWeight } = statistics;
  const { fitIntercept, taskWeight } = settings;
  const one = pooled(statistics, fitIntercept, ({ weight }) =>
    taskWeight === "equal" ? weight : meanWeight,
  );
  const path = openRidgePath(one, { fitIntercept: false, taskWeight: "samples" });
  const coef: Dense = zeros(p, T);
  return {
    at(alpha) {
      const w = path.at(alpha).coef.data;
      for (let k = 0; k < p * T; k++) coef.data[k] = w[Math.floor(k / T)]!;
      return { coef, intercept: interceptsOf(fitIntercept ? groups : [], coef.data, T) };
    },
    close: path.close,
  };
}
