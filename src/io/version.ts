/** The version of the package, as files name who wrote them. */
export const version = "0.1.0";
