import type { FlatMatrix } from "../check/matrix.ts";

/** Schools as tasks: pupils, their examination scores, and where the numbers came from. */
export interface SchoolData {
  /** 139 tasks; X n_t x 28, y n_t. */
  readonly tasks: readonly { readonly name: string; readonly X: FlatMatrix; readonly y: Float64Array }[];
  readonly featureNames: readonly string[];
  /** Whether the pupils are made by `makeSchools` instead of read from the published table. */
  readonly simulated: boolean;
  /** One sentence on the origin, fit to be printed. */
  readonly source: string;
}

/** How many schools the published data have. */
export const schools = 139;

const ethnicGroups = Array.from({ length: 11 }, (_, k) => `ethnic group ${k + 1}`);

/** The 28 features in the order of the published table: four of the pupil are coded one-hot, two of the school too. */
export const schoolFeatures: readonly string[] = Object.freeze([
  ...["year 1985", "year 1986", "year 1987", "% free school meals", "% in VR band 1"],
  ...["male", "female", "VR band 1", "VR band 2", "VR band 3", ...ethnicGroups],
  ...["mixed school", "boys' school", "girls' school"],
  ...["no denomination", "Church of England", "Roman Catholic", "constant"],
]);
